import type { Verification } from '@violet/archive';
import { Failure } from '@violet/machinery';

/** The groups of the summary, in their order. */
export const verdicts = ['gpg', 'checksum', 'failed', 'unverified'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judged extends Verification {
  verdict: Verdict;
}

export type Requirement = 'gpg' | 'checksum' | undefined;

/** A package is verified by the stronger of what lies beside it; what is required and lacking is a failure. */
export function judge(verification: Verification, required: Requirement): Judged {
  const { path, method, failure } = verification;
  if (failure !== undefined) return { ...verification, verdict: 'failed' };
  if (method === undefined) return { ...verification, verdict: 'unverified' };
  if (required === 'gpg' && method === 'checksum') {
    const lacking = new Failure('Invalid', `${path} has a checksum, but no signature`, {
      hint: 'Put its signature beside it as <package>.tgz.sig, or require less.',
    });
    return { ...verification, failure: lacking, verdict: 'failed' };
  }
  return { ...verification, verdict: method === 'GPG' ? 'gpg' : 'checksum' };
}

export function hasFailed(judged: readonly Judged[], required: Requirement): boolean {
  return judged.some(({ verdict }) => verdict === 'failed' || (verdict === 'unverified' && required !== undefined));
}
