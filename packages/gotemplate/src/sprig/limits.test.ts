import { describe, expect, it } from 'vitest';
import { TemplateLimitError } from '../template-error.ts';
import { parseTemplate } from '../template-set.ts';
import { sprigFunctions } from './sprig.ts';

const functions = sprigFunctions();
const SHARED = '{{ $x := dict "a" 1 }}{{ range until 60 }}{{ $x = dict "l" $x "r" $x }}{{ end }}';

function failureOf(template: string): unknown {
  try {
    return parseTemplate('t', template, { functions }).execute({}, { limits: { output: 1_000_000 } });
  } catch (error) {
    return error;
  }
}

describe('what a function builds', () => {
  it.each([
    ['empty matches', '{{ regexFindAll "" (repeat 200000 "a") -1 | len }}'],
    ['replaced matches', '{{ regexReplaceAll "a" (repeat 200000 "a") "${1}b" | len }}'],
    ['parts between matches', '{{ regexSplit "a" (repeat 200000 "a") -1 | len }}'],
    ['replacements', '{{ replace "a" (repeat 2000 "b") (repeat 2000 "a") | len }}'],
    ['joined texts', '{{ join (repeat 2000 "b") (until 2000) | len }}'],
    ['separators', '{{ wrapWith 1 (repeat 2000 "b") (repeat 2000 "a") | len }}'],
    ['indentation', '{{ indent 2000 (repeat 2000 "\\n") | len }}'],
    ['copies of shared values', `${SHARED}{{ deepCopy $x | len }}`],
    ['merged shared values', `${SHARED}{{ $y := deepCopy (dict) }}{{ merge $y $x | len }}{{ merge $x $x | len }}`],
  ])('is bounded: %s', (_, template) => {
    expect(failureOf(template)).toBeInstanceOf(TemplateLimitError);
  });
});
