import { Failure } from '@violet/machinery';

const hint = 'Download or copy the package again.';

export function damaged(path: string, why: string, cause?: unknown): Failure {
  return new Failure('Invalid', `${path}: the package is damaged: ${why}`, {
    reason: 'Damaged',
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function damagedAt(path: string, fileOffset: number): Failure {
  return new Failure('Invalid', `${path}: the package is damaged at byte ${fileOffset}`, { reason: 'Damaged', hint });
}

export function digestMismatch(path: string, digest: string): Failure {
  return new Failure('Invalid', `${path}: digest mismatch: the content of ${digest} is not what its digest says`, {
    reason: 'DigestMismatch',
    hint: 'The package is damaged: download or copy it again.',
  });
}
