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
import type { OlmSettings } from './settings.ts';

/** Everything that happens to operators after their CSV has come: what upstream's olm-operator does. */
export function operatorControllers(settings: Pick<OlmSettings, 'protectedCopiedCsvNamespaces'> = {}): Controller[] {
  const protectedNamespaces = settings.protectedCopiedCsvNamespaces ?? [];
  return [
    clusterServiceVersionController(),
    operatorGroupController(),
    namespaceLabelsController(),
    copiesController(protectedNamespaces),
    olmConfigController(protectedNamespaces),
    operatorConditionGenerator(),
    operatorConditionController(),
    operatorController(),
    subscriptionAdoptionController(),
    ownedObjectsAdoptionController(),
  ];
}
