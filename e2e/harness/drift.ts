import { eventually } from './eventually.ts';
import type { Kubectl } from './kubectl.ts';

/** As a tool that keeps a cluster like its files would apply them. */
export const asFieldManager = '--server-side --field-manager=gitops -f -';

/**
 * Waits until files show no drift, and applying them again writes nothing. `written` shows whether anybody has written; what the
 * platform itself has yet to write comes to an end.
 */
export async function untilNoDrift(
  kubectl: Kubectl,
  files: string,
  written: () => Promise<readonly string[]>,
  flags = '-f -',
): Promise<void> {
  let seen: unknown;
  await eventually(
    'no drift',
    async () => {
      const before = await written();
      const drift = await kubectl.try(`diff ${flags}`, { input: files });
      const applied = await kubectl(`apply ${flags}`, { input: files });
      const after = await written();
      seen = { drift, applied, before, after };
      const isApplied = applied.trim().split('\n').every(isUnchanged) && String(before) === String(after);
      return drift.code === 0 && drift.stdout === '' && isApplied ? true : undefined;
    },
    { timeoutMs: 60_000, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}

/** Server-side, kubectl does not say whether anything was changed. */
function isUnchanged(line: string): boolean {
  return / (?:unchanged|serverside-applied)$/.test(line);
}
