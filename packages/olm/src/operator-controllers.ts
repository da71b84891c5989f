import type { Controller } from '@violet/controller';
import { clusterServiceVersionController } from './cluster-service-version/controller.ts';
import { olmConfigController } from './olm-config/controller.ts';
import { operatorController } from './operator/controller.ts';
import { ownedObjectsAdoptionController } from './operator/owned-objects.ts';
import { subscriptionAdoptionController } from './operator/subscriptions.ts';
import { operatorConditionController } from './operator-condition/controller.ts';
import { operatorConditionGenerator } from './operator-condition/generate.ts';
import { operatorGroupController } from './operator-group/controller.ts';
import { copiesController } from './operator-group/copies/controller.ts';
import { namespaceLabelsController } from './operator-group/namespace-labels.ts';
import type { OperatorMeans } from './operator-means.ts';

/** Everything that happens to operators after their CSV has come: what upstream's olm-operator does. */
export function operatorControllers(means: OperatorMeans): Controller[] {
  return [
    clusterServiceVersionController(means),
    operatorGroupController(),
    namespaceLabelsController(),
    copiesController(means),
    olmConfigController(means),
    operatorConditionGenerator(),
    operatorConditionController(),
    operatorController(),
    subscriptionAdoptionController(),
    ownedObjectsAdoptionController(),
  ];
}
