import { systemNamespace } from '@violet/api';
import type { Controller } from '@violet/controller';
import type { Registry } from '@violet/oci';
import {
  clusterController,
  moduleConfigController,
  moduleInfoController,
  moduleInfoRequestController,
  modulePluginController,
  registryCharts,
} from '@violet/plugins';
import { pullSecretName } from './join-cluster.ts';

/** The hub's own reconcilers. */
export function hubControllers(options: {
  registry: Registry;
  registryAddress: string;
  version: string;
}): Controller[] {
  const settings = {
    platform: {
      registryAddress: options.registryAddress,
      labelBaseDomain: 'cpaas.io',
      systemNamespace,
      values: {
        global: {
          registry: { address: options.registryAddress, imagePullSecrets: [pullSecretName] },
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
  ];
}
