import { describe, expect, it } from 'vitest';
import { isFailure } from '../failure.ts';
import { matchesLabels, printLabelSelector } from './label-selector.ts';
import { labelSelectorOf } from './label-selector-of.ts';
import { parseLabelSelector } from './parse-label-selector.ts';

const labels = { a: 'b', c: '5', 'x/y': '1' };

describe('a label selector in its text form', () => {
  it.each<[string, string, boolean]>([
    ['', '', true],
    ['a=b', 'a=b', true],
    ['a==b', 'a==b', true],
    ['a!=b', 'a!=b', false],
    ['missing!=b', 'missing!=b', true],
    ['a in (c, b)', 'a in (b,c)', true],
    ['a notin (b)', 'a notin (b)', false],
    ['missing notin (b)', 'missing notin (b)', true],
    ['a', 'a', true],
    ['!a', '!a', false],
    ['!missing', '!missing', true],
    ['c>4,c<6', 'c>4,c<6', true],
    ['a>4', 'a>4', false],
    ['a=', 'a=', false],
    ['a in ()', 'a in ()', false],
    ['a in (b,,c)', 'a in (,b,c)', true],
    ['x/y=1, a', 'a,x/y=1', true],
    ['in=in', 'in=in', false],
    ['toString', 'toString', false],
  ])('%j is printed as %j and its match is %j', (text, printed, matches) => {
    const selector = parseLabelSelector(text);

    expect(printLabelSelector(selector)).toBe(printed);
    expect(matchesLabels(selector, labels)).toBe(matches);
  });

  it.each([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in (b) c', "found 'c', expected: ',' or 'end of string'"],
    [
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      'a=-x',
      `unable to parse requirement: values[0][a]: Invalid value: "-x": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
    [
      'a_=x',
      `unable to parse requirement: <nil>: Invalid value: "a_": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    ],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(expect.objectContaining({ code: 'BadRequest', message }));
  });

  it('is refused when it is too long', () => {
    expect(() => parseLabelSelector('a,'.repeat(40_000))).toThrow(/longer than/);
  });
});

describe('a label selector in its object form', () => {
  it('selects nothing when absent and everything when empty', () => {
    expect(matchesLabels(labelSelectorOf(undefined), labels)).toBe(false);
    expect(matchesLabels(labelSelectorOf({}), undefined)).toBe(true);
  });

  it.each([
    ['In', ['linux', 'windows'], true],
    ['NotIn', ['linux'], false],
    ['Exists', undefined, true],
    ['DoesNotExist', [], false],
  ])('knows the operator %s', (operator, values, matches) => {
    const expression = values === undefined ? { key: 'os', operator } : { key: 'os', operator, values };

    expect(matchesLabels(labelSelectorOf({ matchExpressions: [expression] }), { os: 'linux' })).toBe(matches);
  });

  it('compares integers by Gt and Lt', () => {
    const selector = labelSelectorOf({ matchExpressions: [{ key: 'cpus', operator: 'Gt', values: ['9'] }] });

    expect(matchesLabels(selector, { cpus: '10' })).toBe(true);
    expect(matchesLabels(selector, { cpus: 'many' })).toBe(false);
  });

  it('joins labels and expressions in order of their keys', () => {
    const selector = labelSelectorOf({
      matchLabels: { z: '1' },
      matchExpressions: [{ key: 'a', operator: 'Exists' }],
    });

    expect(printLabelSelector(selector)).toBe('a,z=1');
  });

  it('refuses an unknown operator', () => {
    const refusal = (): unknown => labelSelectorOf({ matchExpressions: [{ key: 'a', operator: 'Like' }] });

    expect(refusal).toThrow('"Like" is not a valid label selector operator');
  });

  it('refuses In without values', () => {
    try {
      labelSelectorOf({ matchExpressions: [{ key: 'a', operator: 'In' }] });
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error, 'BadRequest')).toBe(true);
    }
  });
});
