import type { JsonObject } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import { defaultCapabilities } from '../render/capabilities.ts';
import { runTemplates } from '../render/engine.ts';
import { capabilitiesValue, releaseValue } from '../render/objects.ts';
import { collectTemplates } from '../render/templates.ts';
import { checkSchemas } from '../schema/check-schemas.ts';
import { coalesceValues } from '../values/coalesce.ts';
import { resolveDependencies } from '../values/dependencies.ts';
import type { LintOptions } from './lint-chart.ts';

/** What each template of a chart makes, by its path. Throws a Failure as rendering does, but `required` and `fail` pass. */
export function renderForLint(chart: Chart, options: LintOptions): ReadonlyMap<string, string> {
  const values = (options.values ?? {}) as JsonObject;
  const resolved = resolveDependencies(chart, values);
  const coalesced = coalesceValues(resolved, values);
  if (options.skipSchemaValidation !== true) checkSchemas(resolved, coalesced);
  const release = { name: 'test-release', namespace: options.namespace ?? 'default' };
  const capabilities = { ...defaultCapabilities, kubeVersion: options.kubeVersion ?? defaultCapabilities.kubeVersion };
  const templates = collectTemplates(resolved, coalesced, {
    Release: releaseValue(release),
    Capabilities: capabilitiesValue(capabilities),
  });
  return runTemplates(chart, templates, { lint: true, environment: options.environment });
}
