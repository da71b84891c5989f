import type { InstallPlanStatus, PlanCondition } from '@violet/api';

type Installed = PlanCondition<'Installed'>;

/** Sets the one condition that plans have; `lastTransitionTime` moves only when the status does. */
export function setInstalled(
  status: InstallPlanStatus,
  verdict: Pick<Installed, 'status' | 'reason' | 'message'>,
  now: string,
): void {
  const conditions = [...(status.conditions ?? [])];
  const index = conditions.findIndex(({ type }) => type === 'Installed');
  const previous = conditions[index];
  const next: Installed = {
    type: 'Installed',
    status: verdict.status,
    ...(verdict.reason ? { reason: verdict.reason } : {}),
    ...(verdict.message ? { message: verdict.message } : {}),
    lastUpdateTime: now,
    lastTransitionTime: previous?.status === verdict.status ? (previous.lastTransitionTime ?? now) : now,
  };
  if (index < 0) conditions.push(next);
  else conditions[index] = next;
  status.conditions = conditions;
}

export function installedCondition(status: InstallPlanStatus | undefined): PlanCondition<string> | undefined {
  return status?.conditions?.find(({ type }) => type === 'Installed');
}
