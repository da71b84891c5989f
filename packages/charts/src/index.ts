// A Helm chart as data: read, values, render. Pure: the same in a browser and in Node, no I/O.
export {
  type ArchiveLimits,
  chartArchiveFiles,
  defaultArchiveLimits,
  loadChartArchive,
  loadChartDirectory,
} from './chart/archive.ts';
export {
  type Chart,
  type ChartCrd,
  type ChartDependency,
  type ChartFile,
  type ChartLock,
  type ChartMaintainer,
  type ChartMetadata,
  chartCrds,
  chartFileText,
  isLibraryChart,
  type ResolvedChart,
} from './chart/chart.ts';
export { filterIgnored, type IgnoreRules, ignoreRules } from './chart/ignore.ts';
export { checkInstallable } from './chart/installable.ts';
export { loadChart } from './chart/load.ts';
export { metadataJson } from './chart/metadata-json.ts';
export { lintChart } from './lint/lint-chart.ts';
export type { LintOptions } from './lint/lint-options.ts';
export type { LintSource } from './lint/lint-source.ts';
export { type LintMessage, lintMessageText } from './lint/message.ts';
export { installOrder, sortByKind, uninstallOrder } from './manifests/kind-order.ts';
export { type Hook, type HookEvent, hookEvents, type Manifest } from './manifests/manifest.ts';
export { type PrintOptions, printManifests, printTemplate } from './manifests/print.ts';
export { readObjects } from './manifests/read-objects.ts';
export { sortManifests } from './manifests/sort.ts';
export { splitManifests } from './manifests/split.ts';
export { type Capabilities, defaultCapabilities, kubeVersionOf } from './render/capabilities.ts';
export type { Environment, Lookup } from './render/functions.ts';
export { nameFromTemplate } from './render/name-template.ts';
export type { ReleaseOptions } from './render/objects.ts';
export { checkReleaseName } from './render/release-name.ts';
export { type RenderedChart, type RenderOptions, renderChart } from './render/render.ts';
export { type ChartArtifact, chartArtifact } from './repository/chart-artifact.ts';
export { chartFileName, type IndexEntry, indexEntry } from './repository/index-entry.ts';
export { defaultIndexLimits, type IndexLimits, type ParsedIndex, parseIndex } from './repository/parse-index.ts';
export { printChartEntries, printIndex } from './repository/print-index.ts';
export { sortEntries } from './repository/sort-entries.ts';
export { checkSchemas } from './schema/check-schemas.ts';
export { coalesceValues } from './values/coalesce.ts';
export { resolveDependencies } from './values/dependencies.ts';
export type { SetValue, SetValues } from './values/set-value.ts';
export { type SetFlags, setValues } from './values/set-values.ts';
export { mergeValueFiles, type ValueFile } from './values/value-files.ts';
export { satisfies } from './version/constraint.ts';
