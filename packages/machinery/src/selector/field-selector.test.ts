import { describe, expect, it } from 'vitest';
import { matchesFields, parseFieldSelector, printFieldSelector } from './field-selector.ts';

const fields: Record<string, string> = { 'metadata.name': 'web', 'status.phase': 'Running', odd: 'a,b=c\\d' };

describe('a field selector', () => {
  it.each([
    ['', true],
    ['metadata.name=web', true],
    ['metadata.name==web,status.phase!=Pending', true],
    ['status.phase!=Running', false],
    ['odd=a\\,b\\=c\\\\d', true],
    ['spec.nodeName=', true],
  ])('%j: match is %j', (text, matches) => {
    expect(matchesFields(parseFieldSelector(text), (field) => fields[field])).toBe(matches);
  });

  it.each([
    ['metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(message);
  });

  it('is printed with its values escaped', () => {
    expect(printFieldSelector(parseFieldSelector('b==x\\,y,a!=1'))).toBe('a!=1,b=x\\,y');
  });
});
