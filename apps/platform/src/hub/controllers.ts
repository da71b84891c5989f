import { systemNamespace } from '@violet/api';
import { RenderWorkers } from '@violet/charts/node';
import type { Controller } from '@violet/controller';
import { type ChartRepoSettings, chartRepoController, type OperatorMarket } from '@violet/marketplace';
import type { Registry } from '@violet/oci';
import {
  clusterController,
  moduleConfigController,
  moduleInfoController,
  moduleInfoRequestController,
  modulePluginController,
  registryCharts,
} from '@violet/plugins';
import { releasesController } from '@violet/releases';
import { pullSecretName } from './join-cluster.ts';
import type { RegistryAccess } from './registry-access.ts';
import { registryOpener } from './registry-connections.ts';

/** Every reconciler that this process runs: the hub's, and those that work inside each cluster. */
export function controllersOf(options: {
  registry: Registry;
  registryAccess: RegistryAccess;
  /** Where Local chart repositories lie, and where they are served. */
  charts: Omit<ChartRepoSettings, 'registry'>;
  market: OperatorMarket;
  version: string;
  /** Unique for each process. */
  identity: string;
}): Controller[] {
  const { address } = options.registryAccess;
  const workers = new RenderWorkers();
  const settings = {
    platform: {
      registryAddress: address,
      labelBaseDomain: 'cpaas.io',
      systemNamespace,
      values: {
        global: {
          registry: { address, imagePullSecrets: [pullSecretName] },
          namespace: systemNamespace,
        },
      },
    },
    platformVersion: options.version,
    chartPullSecret: pullSecretName,
  };
  return [
    clusterController(),
    modulePluginController(registryCharts(options.registry)),
    moduleConfigController(),
    moduleInfoRequestController(),
    moduleInfoController(settings),
    chartRepoController({ ...options.charts, registry: options.registry }),
    releasesController({
      openRegistry: registryOpener(options.registryAccess),
      identity: options.identity,
      render: (...chart) => workers.render(...chart),
    }),
    ...options.market.controllers,
  ];
}
