import type { AppRelease } from '@violet/api';

const defaultTimeoutSeconds = 120;

/** For each hook and each removal, and until workloads that are not healthy are late. */
export function timeoutSeconds(release: AppRelease): number {
  return release.spec.timeout ?? defaultTimeoutSeconds;
}
