import { describe, expect, it } from 'vitest';
import { parseConstraint } from './parse-constraint.ts';

const gvk = { group: 'tools.example', version: 'v1', kind: 'Forge' };
const withMessage = (length: number) => JSON.stringify({ failureMessage: 'x'.repeat(length), gvk });
const overhead = withMessage(0).length;

describe('an olm.constraint', () => {
  it('may have 131,072 bytes and no more', () => {
    expect(parseConstraint(withMessage(131_072 - overhead))).toMatchObject({ kind: 'api', apiKind: 'Forge' });
    expect(parseConstraint(withMessage(131_073 - overhead))).toEqual({
      problem: 'parse olm.constraint: olm.constraint value is greater than max constraint size 131072 bytes',
    });
  });

  it('counts bytes, not characters', () => {
    expect(parseConstraint(JSON.stringify({ failureMessage: 'ä'.repeat(70_000), gvk }))).toHaveProperty('problem');
  });

  it('may not be nested without end', () => {
    const depth = 2500;
    const text = `${'{"not":{"constraints":['.repeat(depth)}${JSON.stringify({ gvk })}${']}}'.repeat(depth)}`;

    expect(parseConstraint(text)).toEqual({ problem: 'parse olm.constraint: exceeded max depth' });
  });
});
