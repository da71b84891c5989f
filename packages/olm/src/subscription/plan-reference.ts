import type { InstallPlan, SubscriptionStatus } from '@violet/api';
import type { Stored } from '@violet/machinery';

/** Writes both forms of the reference in place. */
export function referTo(status: SubscriptionStatus, { metadata }: Stored<InstallPlan>): void {
  const { name, namespace = '', uid, resourceVersion } = metadata;
  const kind = { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'InstallPlan' };
  status.installPlanRef = { ...kind, name, namespace, resourceVersion, uid };
  status.installplan = { ...kind, name, uuid: uid };
}
