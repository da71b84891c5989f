import type { AppReleaseChart, AppReleaseChartStatus } from '@violet/api';

/** What the record of a release shows without being opened: its Secret's labels. */
export interface RecordSummary {
  version: number;
  status: string;
}

export interface ChartQuestion {
  chart: AppReleaseChart;
  valuesHash: string;
  status: AppReleaseChartStatus | undefined;
  records: readonly RecordSummary[];
}

/** Whether a chart is installed as it should be, as far as status and records tell: then nothing is done. */
export function isInstalled({ chart, valuesHash, status, records }: ChartQuestion): boolean {
  if (status === undefined || status.failed !== undefined) return false;
  const newest = records.reduce((last, record) => (record.version > last.version ? record : last), {
    version: 0,
    status: '',
  });
  return (
    status.installedRevision === chart.targetRevision &&
    (chart.digest === undefined || status.installedDigest === chart.digest) &&
    status.valuesHash === valuesHash &&
    status.releaseName === chart.releaseName &&
    newest.status === 'deployed' &&
    newest.version === status.revision
  );
}

/** Whether this very combination has failed before, and nobody has asked for another try since. */
export function hasFailedBefore(
  failed: AppReleaseChartStatus['failed'],
  now: { digest: string; valuesHash: string; retry: string | undefined },
): boolean {
  if (failed === undefined) return false;
  return (
    failed.digest === now.digest && failed.valuesHash === now.valuesHash && (failed.retry ?? '') === (now.retry ?? '')
  );
}
