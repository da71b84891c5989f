import { isFailure, type JsonObject } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import { defaultCapabilities } from '../render/capabilities.ts';
import { runTemplates } from '../render/engine.ts';
import { capabilitiesValue, releaseValue } from '../render/objects.ts';
import { collectTemplates } from '../render/templates.ts';
import { checkSchemas } from '../schema/check-schemas.ts';
import { coalesceValues } from '../values/coalesce.ts';
import { resolveDependencies } from '../values/dependencies.ts';
import type { LintOptions } from './lint-options.ts';

/**
 * What each template of a chart makes, by its path. Throws a Failure as rendering does, but `required` and `fail` pass; and
 * of values that do not fit together Helm says nothing here: undefined.
 */
export function renderForLint(chart: Chart, options: LintOptions): ReadonlyMap<string, string> | undefined {
  const values = (options.values ?? {}) as JsonObject;
  const prepared = prepare(chart, values);
  if (prepared === undefined) return undefined;
  const { resolved, coalesced } = prepared;
  if (options.skipSchemaValidation !== true) checkSchemas(resolved, coalesced);
  const release = { name: 'test-release', namespace: options.namespace ?? 'default' };
  const capabilities = { ...defaultCapabilities, kubeVersion: options.kubeVersion ?? defaultCapabilities.kubeVersion };
  const templates = collectTemplates(resolved, coalesced, {
    Release: releaseValue(release),
    Capabilities: capabilitiesValue(capabilities),
  });
  return runTemplates(chart, templates, { lint: true, environment: options.environment });
}

function prepare(chart: Chart, values: JsonObject) {
  try {
    const resolved = resolveDependencies(chart, values);
    return { resolved, coalesced: coalesceValues(resolved, values) };
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}
