import type { JsonObject, KubernetesObject } from '@violet/machinery';
import { setMissing, structIn } from '../defaults/set.ts';
import { at } from '../read.ts';

/** Labels the pods of a job with its name and uid and selects them by the uid, unless the user does that. */
export function generateJobSelector(job: KubernetesObject): void {
  if (at(job, 'spec.manualSelector') === true) return;
  const spec = structIn(job as unknown as JsonObject, 'spec');
  const labels = structIn(structIn(structIn(spec, 'template'), 'metadata'), 'labels');
  const name = job.metadata.name ?? '';
  const uid = job.metadata.uid ?? '';
  setMissing(labels, 'job-name', name);
  setMissing(labels, 'batch.kubernetes.io/job-name', name);
  setMissing(labels, 'controller-uid', uid);
  setMissing(labels, 'batch.kubernetes.io/controller-uid', uid);
  setMissing(structIn(structIn(spec, 'selector'), 'matchLabels'), 'batch.kubernetes.io/controller-uid', uid);
}
