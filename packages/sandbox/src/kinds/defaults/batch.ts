import { cloneJson } from '@violet/machinery';
import { at, objectAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

export const batchDefaults: Defaulters = {
  'batch.v1.Job': (job) => {
    const spec = structIn(job, 'spec');
    if (spec['parallelism'] === undefined) setMissing(spec, 'completions', 1);
    setMissing(spec, 'parallelism', 1);
    setMissing(spec, 'backoffLimit', spec['backoffLimitPerIndex'] === undefined ? 6 : 2 ** 31 - 1);
    const labels = at(spec, 'template.metadata.labels');
    const metadata = structIn(job, 'metadata');
    if (labels !== undefined && Object.keys(objectAt(metadata, 'labels')).length === 0) {
      metadata['labels'] = cloneJson(objectAt(spec, 'template.metadata.labels'));
    }
    setMissing(spec, 'completionMode', 'NonIndexed');
    setMissing(spec, 'suspend', false);
    setMissing(spec, 'podReplacementPolicy', spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed');
    setMissing(spec, 'manualSelector', false);
  },
  'batch.v1.CronJob': (cronJob) => {
    const spec = structIn(cronJob, 'spec');
    setEmpty(spec, 'concurrencyPolicy', 'Allow');
    setMissing(spec, 'suspend', false);
    setMissing(spec, 'successfulJobsHistoryLimit', 3);
    setMissing(spec, 'failedJobsHistoryLimit', 1);
  },
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': (pattern) => setEmpty(pattern, 'status', 'True'),
};
