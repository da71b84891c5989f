import type { AppReleaseChart, AppReleaseChartStatus } from '@violet/api';

/** What the record of a release shows without being opened: its Secret's labels. */
export interface RecordSummary {
  version: number;
  status: string;
  /** Written by us: what somebody's Helm has made since is not what is wanted. */
  isOurs: boolean;
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
  const newest = newestOf(records);
  return (
    status.installedRevision === chart.targetRevision &&
    (chart.digest === undefined || status.installedDigest === chart.digest) &&
    status.valuesHash === valuesHash &&
    status.releaseName === chart.releaseName &&
    newest.isOurs &&
    newest.status === 'deployed' &&
    newest.version === status.revision
  );
}

/** Whether an operation has begun and not ended: somebody carries it on, or a crash has cut it off. */
export function isUnfinished(records: readonly RecordSummary[]): boolean {
  return newestOf(records).status.startsWith('pending-');
}

function newestOf(records: readonly RecordSummary[]): RecordSummary {
  const none = { version: 0, status: '', isOurs: false };
  return records.reduce((last, record) => (record.version > last.version ? record : last), none);
}

/** Why charts cannot be installed side by side; undefined where they can. */
export function contradiction(charts: readonly AppReleaseChart[]): string | undefined {
  const names = new Set<string>();
  const releases = new Set<string>();
  for (const { name, releaseName } of charts) {
    if (names.has(name)) return `chart ${name} is named twice`;
    if (releases.has(releaseName)) return `two charts have the release name ${releaseName}`;
    names.add(name);
    releases.add(releaseName);
  }
  return undefined;
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
