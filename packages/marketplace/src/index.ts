/** What a cluster offers: operators and their catalogues, chart repositories and their charts. */
export { type BatchUpgradeOptions, type BatchUpgradeReport, batchUpgrade } from './batch-upgrade/batch-upgrade.ts';
export { type ChartRepoSettings, chartRepoController } from './chart-repo/controller.ts';
export { maxChartBytes } from './local/read-version.ts';
export type { RegistryContents } from './local/registry-contents.ts';
export {
  type OperatorMarket,
  type OperatorMarketSettings,
  openOperatorMarket,
} from './operators.ts';
export type { RepositoryPlace } from './place.ts';
export { requestedChartRepo } from './serve/chart-repo-request.ts';
export {
  type ChartDownload,
  type ChartRepositories,
  openChartRepositories,
  type StoredChart,
} from './serve/chart-repositories.ts';
export type { IndexText } from './serve/index-texts.ts';
export type { ChartUpload } from './serve/store-chart.ts';
