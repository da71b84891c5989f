import { Failure, type KubernetesObject } from '@violet/machinery';

interface HookStatus {
  phase?: string;
  reason?: string;
  conditions?: { type: string; status: string; reason?: string }[];
}

/** Whether a hook's Job or Pod has ended well; throws a Failure when it has ended otherwise. */
export function hookVerdict(object: KubernetesObject): boolean {
  const status = (object.status ?? {}) as HookStatus;
  return object.kind === 'Job' ? jobIsComplete(object, status) : podHasSucceeded(object, status);
}

function jobIsComplete(job: KubernetesObject, status: HookStatus): boolean {
  for (const condition of status.conditions ?? []) {
    if (condition.status !== 'True') continue;
    if (condition.type === 'Complete') return true;
    if (condition.type === 'Failed') throw failed(`job ${job.metadata.name} failed: ${condition.reason ?? ''}`);
  }
  return false;
}

function podHasSucceeded(pod: KubernetesObject, status: HookStatus): boolean {
  if (status.phase === 'Failed') throw failed(`pod ${pod.metadata.name} failed`);
  return status.phase === 'Succeeded';
}

function failed(message: string): Failure {
  return new Failure('Invalid', message, { reason: 'HookFailed' });
}
