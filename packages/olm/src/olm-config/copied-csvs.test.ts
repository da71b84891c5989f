import { describe, expect, it } from 'vitest';
import { type CopySpread, copiedCsvsVerdict } from './copied-csvs.ts';

const spread = (fields: Partial<CopySpread>): CopySpread => ({
  enabled: true,
  activeNamespaces: 3,
  protectedNamespaces: [],
  copiedTo: [],
  ...fields,
});

describe('what the OLMConfig says about copies', () => {
  it.each([
    {
      of: spread({ copiedTo: [['a', 'b']] }),
      verdict: ['False', 'CopiedCSVsEnabled', 'Copied CSVs are enabled and present across the cluster'],
    },
    {
      of: spread({ copiedTo: [['a', 'b'], ['a']] }),
      verdict: ['False', 'CopiedCSVsEnabled', 'Copied CSVs are enabled and at least one copied CSVs is missing'],
    },
    {
      of: spread({ enabled: false, copiedTo: [[]] }),
      verdict: [
        'True',
        'CopiedCSVsDisabled',
        'Copied CSVs are disabled and no unexpected copied CSVs were found for operators installed in AllNamespace mode',
      ],
    },
    {
      of: spread({ enabled: false, copiedTo: [['a']] }),
      verdict: [
        'False',
        'CopiedCSVsDisabled',
        'Copied CSVs are disabled and at least one unexpected copied CSV was found for an operator installed in AllNamespace mode',
      ],
    },
    {
      of: spread({ enabled: false, protectedNamespaces: ['a'], copiedTo: [['a']] }),
      verdict: [
        'True',
        'CopiedCSVsDisabled',
        'Copied CSVs are disabled and no unexpected copied CSVs were found for operators installed in AllNamespace mode',
      ],
    },
  ])('$verdict.0 $verdict.2', ({ of, verdict: [status, reason, message] }) => {
    expect(copiedCsvsVerdict(of)).toEqual({ type: 'DisabledCopiedCSVs', status, reason, message });
  });
});
