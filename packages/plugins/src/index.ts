/** Cluster Plugins: ModulePlugin, ModuleConfig and ModuleInfo from publication to removal. */
export { clusterController } from './cluster/controller.ts';
export { moduleConfigController } from './module-config/controller.ts';
export { moduleInfoRequestController } from './module-info/adopt.ts';
export { moduleInfoController } from './module-info/controller.ts';
export type { PluginSettings } from './module-info/observe.ts';
export type { PlatformFacts } from './module-info/values.ts';
export { moduleInfoAdmission, moduleInfoWebhook } from './module-info/webhook.ts';
export type { ChartSource, PluginChart } from './module-plugin/chart-source.ts';
export { modulePluginController } from './module-plugin/controller.ts';
export { registryCharts } from './module-plugin/registry-charts.ts';
