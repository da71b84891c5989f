import { ClusterServiceVersion, InstallPlan, Subscription } from '@violet/api';
import { type Controller, defineController, type Key, keyOf, type Reader, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { originals } from '../cluster-service-version/watches.ts';
import { isComponent, labelComponent } from './adopt.ts';
import { componentLabel, operatorName } from './component-label.ts';

/** Makes Subscriptions, and what they have installed, components of the operator of their package. */
export function subscriptionAdoptionController(): Controller {
  return defineController({
    name: 'operator-adoption-subscription',
    scope: 'member',
    kind: Subscription,
    concerns: ({ spec }) => (spec?.name ?? '') !== '',
    watches: [
      watch({ kind: ClusterServiceVersion, labelSelector: originals, keys: inNamespace }),
      watch({ kind: InstallPlan, keys: inNamespace }),
    ],
    observe: (_subscription, reader) => reader,
    steps: [adoptInstalled],
  });
}

async function adoptInstalled(subscription: Stored<Subscription>, reader: Reader): Promise<void> {
  const { namespace = '' } = subscription.metadata;
  const label = componentLabel(operatorName(subscription.spec.name, namespace));
  const { installedCSV = '', installPlanRef } = subscription.status ?? {};
  if (!isComponent(subscription, label)) await labelComponent(Subscription, subscription, label, '', reader);
  const csv = reader.get(ClusterServiceVersion, installedCSV, namespace);
  if (csv !== undefined && !isComponent(csv, label))
    await labelComponent(ClusterServiceVersion, csv, label, '', reader);
  if (installPlanRef?.name === undefined) return;
  for (const plan of reader.list(InstallPlan, namespace)) {
    const latest = plan.metadata.name === installPlanRef.name;
    if (latest !== isComponent(plan, label)) await labelComponent(InstallPlan, plan, label, latest ? '' : null, reader);
  }
}

function inNamespace({ metadata }: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return reader.list(Subscription, metadata.namespace).map(keyOf);
}
