import { disabledCopiedCsvsCondition } from '@violet/api';
import type { Verdict } from '@violet/controller';

/** How copies of operators for all namespaces are spread. */
export interface CopySpread {
  /** False where the OLMConfig turns copies off. */
  enabled: boolean;
  /** Namespaces that are not being deleted, those of the operators included. */
  activeNamespaces: number;
  protectedNamespaces: readonly string[];
  /** For each operator of all namespaces: where there are copies of it. */
  copiedTo: readonly (readonly string[])[];
}

/** What the OLMConfig says about copies. */
export function copiedCsvsVerdict(spread: CopySpread): Verdict {
  const settled = spread.copiedTo.every((namespaces) => isSettled(namespaces, spread));
  const type = disabledCopiedCsvsCondition;
  if (spread.enabled) {
    const message = settled
      ? 'Copied CSVs are enabled and present across the cluster'
      : 'Copied CSVs are enabled and at least one copied CSVs is missing';
    return { type, status: 'False', reason: 'CopiedCSVsEnabled', message };
  }
  return settled
    ? {
        type,
        status: 'True',
        reason: 'CopiedCSVsDisabled',
        message:
          'Copied CSVs are disabled and no unexpected copied CSVs were found for operators installed in AllNamespace mode',
      }
    : {
        type,
        status: 'False',
        reason: 'CopiedCSVsDisabled',
        message:
          'Copied CSVs are disabled and at least one unexpected copied CSV was found for an operator installed in AllNamespace mode',
      };
}

function isSettled(copiedTo: readonly string[], spread: CopySpread): boolean {
  // The operator's own namespace has the original.
  if (spread.enabled) return copiedTo.length === spread.activeNamespaces - 1;
  return (
    copiedTo.length === spread.protectedNamespaces.length &&
    spread.protectedNamespaces.every((namespace) => copiedTo.includes(namespace))
  );
}
