import {
  checkInstallable,
  defaultCapabilities,
  kubeVersionOf,
  loadChart,
  loadChartArchive,
  mergeValueFiles,
  metadataJson,
  type Hook as OurHook,
  printManifests,
  renderChart,
} from '@violet/charts';
import { isFailure } from '@violet/machinery';
import type { ChartAnswer, ChartProgram, Hook } from './oracle.ts';

const encoder = new TextEncoder();

/** What we make of a program, in the words of the Go program. */
export async function runOurs(program: ChartProgram): Promise<ChartAnswer> {
  const log: string[] = [];
  const answer = await attempt(program, (line) => log.push(...line.split('\n').filter((part) => part !== '')));
  return log.length === 0 || answer.error !== undefined ? answer : { ...answer, log: log.sort() };
}

async function attempt(program: ChartProgram, warn: (line: string) => void): Promise<ChartAnswer> {
  try {
    return await render(program, warn);
  } catch (error) {
    if (!isFailure(error, 'Invalid')) throw error;
    return { error: error.message };
  }
}

async function render(program: ChartProgram, warn: (line: string) => void): Promise<ChartAnswer> {
  const values = mergeValueFiles((program.values ?? []).map((text, index) => ({ name: `values-${index}.yaml`, text })));
  const chart =
    program.archive === undefined
      ? loadChart((program.files ?? []).map(({ name, text }) => ({ name, data: encoder.encode(text) })))
      : await loadChartArchive(Buffer.from(program.archive, 'base64'));
  checkInstallable(chart);
  const rendered = renderChart(chart, {
    release: { name: program.name, namespace: program.namespace, isUpgrade: program.isUpgrade ?? false },
    values,
    capabilities: {
      kubeVersion: kubeVersionOf(program.kubeVersion),
      apiVersions: [...defaultCapabilities.apiVersions, ...(program.apiVersions ?? [])],
    },
    subchartNotes: program.subchartNotes ?? false,
    strict: program.strict ?? false,
    lint: program.lint ?? false,
    warn,
  });
  const isEngineOnly = program.strict === true || program.lint === true;
  const crds = program.includeCrds === true && !isEngineOnly ? rendered.crds : [];
  const printed = crds.map(({ path, data }) => `---\n# Source: ${path}\n${new TextDecoder().decode(data)}\n`).join('');
  return {
    manifest: printed + printManifests(rendered.manifests),
    ...(rendered.hooks.length === 0 ? {} : { hooks: rendered.hooks.map(hookJson) }),
    notes: isEngineOnly ? '' : rendered.notes,
    metadata: metadataJson(rendered.chart.metadata),
    ...(Object.keys(rendered.chart.values).length === 0 ? {} : { values: rendered.chart.values }),
  };
}

/** As Go writes it, without what a run of the hook would add. */
function hookJson({ name, kind, path, manifest, events, weight, deletePolicies, outputLogPolicies }: OurHook): Hook {
  return {
    ...(name === '' ? {} : { name }),
    ...(kind === '' ? {} : { kind }),
    path,
    manifest,
    events,
    ...(weight === 0 ? {} : { weight }),
    ...(deletePolicies.length === 0 ? {} : { delete_policies: deletePolicies }),
    ...(outputLogPolicies.length === 0 ? {} : { output_log_policies: outputLogPolicies }),
  };
}
