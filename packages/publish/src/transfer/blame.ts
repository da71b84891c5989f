import { Failure, type FailureCode } from '@violet/machinery';

/** What a registry answers when nothing else that is asked of it has a chance either. */
const codesOfTheRegistry: readonly FailureCode[] = [
  'InternalError',
  'ServiceUnavailable',
  'Timeout',
  'TooManyRequests',
  'Unauthorized',
];
const reasonsOfThePackage: readonly string[] = ['DigestMismatch', 'SizeMismatch', 'Damaged', 'SourceUnreadable'];

/** Whether the registry as a whole has failed; else it is about one package: its bytes, or its repositories. */
export function isOfTheRegistry(failure: Failure): boolean {
  return codesOfTheRegistry.includes(failure.code) && !reasonsOfThePackage.includes(failure.reason ?? '');
}

/** The failure of one package; rethrows what is not about one. */
export function failureOfOne(error: unknown): Failure {
  if (error instanceof Failure && !isOfTheRegistry(error)) return error;
  throw error;
}
