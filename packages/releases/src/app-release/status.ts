import {
  type AppRelease,
  type AppReleaseReason,
  type AppReleaseStatus,
  appReleaseConditions,
  appReleaseReasons,
} from '@violet/api';
import { completeConditions, findCondition, setCondition, type Verdict } from '@violet/controller';
import type { Failure, FailureCode } from '@violet/machinery';
import type { HealthReport } from './health.ts';

/** The status of an AppRelease as steps may write it, with every condition there. */
export function openStatus(release: AppRelease, now: Date): AppReleaseStatus {
  const status: AppReleaseStatus = release.status ?? {};
  release.status = status;
  const missing = appReleaseConditions.some((type) => findCondition(status.conditions, type) === undefined);
  if (missing) {
    const unknown = { reason: appReleaseReasons.unknown, message: 'not looked at yet' };
    status.conditions = completeConditions(status.conditions, appReleaseConditions, unknown, [], now);
  }
  return status;
}

export function setVerdict(release: AppRelease, verdict: Verdict, now: Date): void {
  const status = openStatus(release, now);
  const conditions = [...(status.conditions ?? [])];
  setCondition(conditions, verdict, now, release.metadata.generation);
  status.conditions = conditions;
  if (release.metadata.generation !== undefined) status.observedGeneration = release.metadata.generation;
}

export function sync(status: 'True' | 'False', reason: AppReleaseReason, message: string): Verdict {
  return { type: 'Sync', status, reason, message };
}

/** Health in one word and one sentence; `tooLong` says that the workloads have had their time. */
export function healthVerdict(report: HealthReport, tooLongSeconds: number | undefined): Verdict {
  if (report.problems.length === 0) {
    return {
      type: 'Health',
      status: 'True',
      reason: appReleaseReasons.succeeded,
      message: 'all workloads are healthy',
    };
  }
  const isMissing = report.images.length > 0;
  const reason = isMissing ? appReleaseReasons.imageMissing : appReleaseReasons.workloadsNotReady;
  const images = isMissing ? `missing image ${report.images.slice(0, 5).join(', ')}; ` : '';
  const late = tooLongSeconds === undefined ? '' : `not healthy after ${tooLongSeconds} s: `;
  return { type: 'Health', status: 'False', reason, message: late + images + report.problems.slice(0, 5).join('; ') };
}

/** Why a chart cannot be installed, where trying again would not help; undefined for what may pass. */
export function lastingReason(error: Failure): AppReleaseReason | undefined {
  if (error.reason === 'ChartInvalid') return appReleaseReasons.chartInvalid;
  if (error.reason === 'NotInTime') return appReleaseReasons.applyFailed;
  // A namespace that is being deleted will be gone, and can then be made again.
  if (passing.has(error.code) || error.message.includes('because it is being terminated')) return undefined;
  return error.message.includes('template') || error.message.includes('YAML parse error')
    ? appReleaseReasons.renderFailed
    : appReleaseReasons.applyFailed;
}

const passing = new Set<FailureCode>([
  'ServiceUnavailable',
  'Timeout',
  'TooManyRequests',
  'InternalError',
  'Conflict',
  // Somebody was faster: the next look shows whether that matters.
  'AlreadyExists',
  'Unauthorized',
  'Expired',
]);
