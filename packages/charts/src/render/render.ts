import type { Limits } from '@violet/gotemplate';
import { Failure, type JsonObject } from '@violet/machinery';
import { type Chart, type ChartCrd, chartCrds, type ResolvedChart } from '../chart/chart.ts';
import type { Hook, Manifest } from '../manifests/manifest.ts';
import { ManifestMemory } from '../manifests/manifest-memory.ts';
import { sortManifests } from '../manifests/sort.ts';
import { checkSchemas } from '../schema/check-schemas.ts';
import { coalesceValues, type Warn } from '../values/coalesce.ts';
import { resolveDependencies } from '../values/dependencies.ts';
import type { SetValues } from '../values/set-value.ts';
import { satisfies } from '../version/constraint.ts';
import { type Capabilities, defaultCapabilities } from './capabilities.ts';
import { runTemplates } from './engine.ts';
import { FileMemory } from './file-memory.ts';
import type { Environment, Lookup } from './functions.ts';
import { capabilitiesValue, type ReleaseOptions, releaseValue } from './objects.ts';
import { collectTemplates } from './templates.ts';

export interface RenderOptions {
  release: ReleaseOptions;
  /** The user's values; the chart's own lie below them. */
  values?: SetValues;
  capabilities?: Capabilities;
  /** What templates take from the world; without it keys and certificates cannot be made. `nodeEnvironment` is Node's. */
  environment?: Environment;
  /** Access to a cluster for `lookup`; without it, every answer is empty. */
  lookup?: Lookup;
  /** A key that a map lacks is an error. */
  strict?: boolean;
  /** `required` and `fail` do not fail and any Kubernetes will do, as `helm lint` has it. */
  lint?: boolean;
  /** The notes of dependencies belong to the notes too. */
  subchartNotes?: boolean;
  /** Hears what Helm logs of values that are passed over. */
  warn?: Warn;
  /** Against hostile templates. */
  limits?: Partial<Limits>;
  /** Values are used whatever values.schema.json says. */
  skipSchemaValidation?: boolean;
}

export interface RenderedChart {
  /** The chart with its dependencies resolved and imports among its values: what a release records. */
  chart: ResolvedChart;
  /** Every object, in the order of installation. */
  manifests: Manifest[];
  /** In the same order; within an event they run by weight. */
  hooks: Hook[];
  /** The chart's NOTES.txt, rendered. */
  notes: string;
  /** The files under crds/, as they are. */
  crds: ChartCrd[];
}

/** What a chart keeps of its last render for the next one. */
interface RenderMemory {
  files: FileMemory;
  manifests: ManifestMemory;
}

const memories = new WeakMap<Chart, RenderMemory>();

function memoryOf(chart: Chart): RenderMemory {
  const memory = memories.get(chart) ?? { files: new FileMemory(), manifests: new ManifestMemory() };
  memories.set(chart, memory);
  return memory;
}

/** Renders a chart as `helm install` and `helm template` do. Throws a Failure of code Invalid in Helm's words. */
export function renderChart(source: Chart, options: RenderOptions): RenderedChart {
  const capabilities = options.capabilities ?? defaultCapabilities;
  // Integers of --set pass through as they are: nothing on the way computes with numbers.
  const values = (options.values ?? {}) as JsonObject;
  const chart = resolveDependencies(source, values, options.warn);
  const coalesced = coalesceValues(chart, values, options.warn);
  if (options.skipSchemaValidation !== true) checkSchemas(chart, coalesced);
  if (options.lint !== true) checkKubeVersion(chart, capabilities);
  const templates = collectTemplates(chart, coalesced, {
    Release: releaseValue(options.release),
    Capabilities: capabilitiesValue(capabilities),
  });
  const { files: memory, manifests } = memoryOf(source);
  const last = { memory, release: options.release, capabilities };
  const files = runTemplates(source, templates, { ...options, last });
  const notes = takeNotes(files, chart, options.subchartNotes ?? false);
  const sorted = sortManifests(files, { warn: options.warn, memory: manifests });
  return { chart, ...sorted, notes, crds: chartCrds(chart) };
}

/** Files of notes are no manifests, wherever they are. Helm joins those of dependencies in any order, we by path. */
function takeNotes(files: Map<string, string>, chart: ResolvedChart, withSubcharts: boolean): string {
  let notes = '';
  for (const [path, text] of files) {
    if (!path.endsWith('NOTES.txt')) continue;
    files.delete(path);
    if (!withSubcharts && path !== `${chart.path}/templates/NOTES.txt`) continue;
    notes += notes === '' ? text : `\n${text}`;
  }
  return notes;
}

function checkKubeVersion(chart: Chart, capabilities: Capabilities): void {
  const wanted = chart.metadata.kubeVersion ?? '';
  if (wanted === '' || satisfies(wanted, capabilities.kubeVersion.version)) return;
  throw new Failure(
    'Invalid',
    `chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${capabilities.kubeVersion.version}`,
  );
}
