import type { ProductResource } from '../../../resource.ts';
import { catalogSourceDefinition } from './catalog-source.ts';
import { clusterServiceVersionDefinition } from './cluster-service-version.ts';
import { installPlanDefinition } from './install-plan.ts';
import { olmConfigDefinition } from './olm-config.ts';
import { operatorDefinition } from './operator.ts';
import { operatorConditionDefinition } from './operator-condition.ts';
import { operatorGroupDefinition } from './operator-group.ts';
import { subscriptionDefinition } from './subscription.ts';

export const allDefinitions: readonly ProductResource[] = [
  catalogSourceDefinition,
  clusterServiceVersionDefinition,
  installPlanDefinition,
  olmConfigDefinition,
  operatorConditionDefinition,
  operatorGroupDefinition,
  operatorDefinition,
  subscriptionDefinition,
];
