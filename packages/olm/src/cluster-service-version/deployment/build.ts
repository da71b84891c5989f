import {
  type ClusterServiceVersion,
  type Deployment,
  olmLabels,
  type StrategyDeployment,
  type SubscriptionConfig,
} from '@violet/api';
import { cloneJson, type Stored } from '@violet/machinery';
import { deepHash } from '../../go-json/hash.ts';
import { componentLabelsFrom } from '../../operator/component-label.ts';
import { managedLabel, ownerLabels, ownerReference } from '../../ownership/owner.ts';
import { applyOverrides, mergeEnv } from './overrides.ts';

/** The environment variable by which an operator finds its OperatorCondition. */
export const conditionNameVariable = 'OPERATOR_CONDITION_NAME';

/** The Deployment that a CSV asks for: its own words, the annotations of the CSV, and what the Subscription overrides. */
export function deploymentFor(
  csv: Stored<ClusterServiceVersion>,
  strategy: StrategyDeployment,
  config: SubscriptionConfig | undefined,
): Deployment {
  const spec = cloneJson(strategy.spec);
  const template = { ...spec.template };
  template.metadata = {
    ...template.metadata,
    annotations: { ...template.metadata?.annotations, ...csv.metadata.annotations },
  };
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: strategy.name,
      namespace: csv.metadata.namespace ?? '',
      labels: { ...strategy.label, ...managedLabel, ...ownerLabels(csv), ...componentLabelsFrom(csv) },
      ownerReferences: [ownerReference(csv)],
    },
    spec: { ...spec, template },
  };
  if (config !== undefined) applyOverrides(deployment, config);
  for (const container of template.spec?.containers ?? []) {
    container.env = mergeEnv(container.env ?? [], [{ name: conditionNameVariable, value: csv.metadata.name }]);
  }
  // OLM never rolls back: one old ReplicaSet is enough.
  deployment.spec.revisionHistoryLimit = 1;
  const labels = { ...deployment.metadata.labels, [olmLabels.deploymentSpecHash]: specHash(deployment) };
  return { ...deployment, metadata: { ...deployment.metadata, labels } };
}

function specHash({ spec }: Deployment): string {
  return deepHash('DeploymentSpec', spec);
}
