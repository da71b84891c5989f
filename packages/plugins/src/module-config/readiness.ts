import type { ModuleSpec } from '@violet/api';
import { parseTemplate, sprigFunctions } from '@violet/gotemplate';
import { labelSelectorOf, parseVersion, parseVersionRange } from '@violet/machinery';

/** Why a version cannot be installed anywhere; undefined where it can. What depends on a cluster is not asked here. */
export function refuseSpec(spec: ModuleSpec): string | undefined {
  const { version = '', supportedUpgradeVersions = '', valuesTemplates = {}, affinity, dependencies = [] } = spec;
  if (parseVersion(version) === undefined) return `version "${version}" is not a semantic version`;
  try {
    if (supportedUpgradeVersions.trim() !== '') parseVersionRange(supportedUpgradeVersions);
    for (const range of dependencies.flatMap(({ versionsMatch = [] }) => versionsMatch)) {
      if (range.trim() !== '*') parseVersionRange(range);
    }
    for (const selector of [affinity?.clusterAffinity, affinity?.clusterAntiAffinity]) labelSelectorOf(selector);
    for (const [chart, template] of Object.entries(valuesTemplates)) {
      parseTemplate(`valuesTemplates[${chart}]`, template, { delimiters: ['<<', '>>'], functions });
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const functions = sprigFunctions({});
