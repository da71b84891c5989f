import {
  ClusterServiceVersion,
  InstallPlan,
  OperatorGroup,
  Role,
  RoleBinding,
  ServiceAccount,
  Subscription,
} from '@violet/api';
import { type Controller, defineController, type Key, keyOf, type Reader, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { OlmSettings } from '../settings.ts';
import { approve, findAccount, install, type RightsMemory, skipEnded, skipUnmade } from './reconcile.ts';
import { observePlan, type PlanWorld } from './world.ts';

/** Carries out InstallPlans that are approved. */
export function installPlanController(settings: OlmSettings): Controller {
  const memory: RightsMemory = new Map();
  return defineController<InstallPlan, PlanWorld>({
    name: 'install-plan',
    scope: 'member',
    kind: InstallPlan,
    concurrency: 16,
    watches: [
      watch({ kind: OperatorGroup, keys: unfinishedBeside }),
      watch({ kind: ClusterServiceVersion, labelSelector: '!olm.copiedFrom', keys: unfinishedBeside }),
      watch({ kind: Subscription, keys: () => [] }),
      ...[Role, RoleBinding, ServiceAccount].map((kind) =>
        watch<KubernetesObject>({ kind, metadataOnly: true, keys: scopedBeside }),
      ),
    ],
    observe: (plan, reader) => observePlan(plan, reader, settings),
    steps: [skipUnmade, skipEnded(memory), findAccount, approve, install],
  });
}

function unfinishedBeside({ metadata }: Stored<KubernetesObject>, _cluster: string, reader: Reader): Key[] {
  return plansIn(reader, metadata.namespace).filter(isUnfinished).map(keyOf);
}

/** What an account may do has an effect on the plans that are carried out, or failed, under its name. */
function scopedBeside({ metadata }: Stored<KubernetesObject>, _cluster: string, reader: Reader): Key[] {
  return plansIn(reader, metadata.namespace)
    .filter((plan) => plan.status?.attenuatedServiceAccountRef !== undefined && plan.status.phase !== 'Complete')
    .map(keyOf);
}

function plansIn(reader: Reader, namespace: string | undefined): Stored<InstallPlan>[] {
  return namespace === undefined ? [] : reader.list(InstallPlan, namespace);
}

function isUnfinished({ status }: InstallPlan): boolean {
  return status?.phase !== 'Complete' && status?.phase !== 'Failed';
}
