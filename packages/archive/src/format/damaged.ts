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

/** Something is missing in the package, or there is something that no package has. */
export function notWhole(path: string, why: string): Failure {
  return new Failure('Invalid', `${path}: ${why}`, {
    reason: 'Damaged',
    hint: 'Make or download the package again.',
  });
}

/** A name as others wrote it, without what terminals obey. */
export function printable(name: string): string {
  return JSON.stringify(name.slice(0, 200)).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
