import type { ReleaseRecord } from '../record/record.ts';

/** On the records of our operations. Values of labels have at most 63 characters. */
export const recordLabels = {
  /** The uid of the AppRelease. */
  owner: 'violet.cpaas.io/app-release',
  process: 'violet.cpaas.io/process',
  digest: 'violet.cpaas.io/chart-digest',
  values: 'violet.cpaas.io/values-hash',
  /** Helm copies the labels of a record to the next one: where this is not the record's revision, Helm wrote it. */
  revision: 'violet.cpaas.io/revision',
} as const;

export function isOurRecord({ version, labels }: Pick<ReleaseRecord, 'version' | 'labels'>): boolean {
  return labels[recordLabels.revision] === String(version);
}
