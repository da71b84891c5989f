import { describe, expect, it } from 'vitest';
import { addQuantity, compareQuantity, formatQuantity, parseQuantity, subtractQuantity } from './quantity.ts';

describe('a quantity', () => {
  it.each([
    ['0', '0'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['0.5', '500m'],
    ['2.125', '2.125'],
    ['1024Mi', '1Gi'],
    ['1536Mi', '1536Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['1e3', '1e3'],
    ['1000', '1k'],
    ['1048576', '1048576'],
    ['-1.5', '-1500m'],
    ['0.0000000001', '1n'],
    ['12E', '12E'],
    ['12Ei', '9223372036854775807'],
  ])('%j is printed as %j', (text, printed) => {
    expect(formatQuantity(parseQuantity(text))).toBe(printed);
  });

  it.each([
    ['', 'quantities must match the regular expression'],
    ['1 Gi', 'quantities must match the regular expression'],
    ['1x', 'quantities must match the regular expression'],
    ['1kk', "unable to parse quantity's suffix"],
    ['1i', "unable to parse quantity's suffix"],
  ])('%j is refused', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(message);
  });

  it('compares across suffixes', () => {
    expect(compareQuantity('1Gi', '1G')).toBe(1);
    expect(compareQuantity('1000m', '1')).toBe(0);
    expect(compareQuantity('100Mi', '1Gi')).toBe(-1);
  });

  it('adds and subtracts in the format of the first', () => {
    expect(formatQuantity(addQuantity('1Gi', '512Mi'))).toBe('1536Mi');
    expect(formatQuantity(addQuantity('0', '1Gi'))).toBe('1Gi');
    expect(formatQuantity(subtractQuantity('1', '250m'))).toBe('750m');
  });
});
