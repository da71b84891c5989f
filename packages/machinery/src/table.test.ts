import { describe, expect, it } from 'vitest';
import { ageSince, tableCell, tableColumn } from './table.ts';

const now = new Date('2026-01-01T01:00:00Z');
const object = {
  s: 'text',
  i: 3,
  f: 2.5,
  b: true,
  z: null,
  o: { k: [1] },
  at: '2026-01-01T00:55:00Z',
  labels: { 'cpaas.io/x': 'y' },
};

describe('a printer column', () => {
  it.each([
    ['string', '.s', 'text'],
    ['string', '.i', '3'],
    ['string', '.o', '{"k":[1]}'],
    ['string', '.b', 'true'],
    ['string', '.missing', null],
    ['integer', '.i', 3],
    ['integer', '.f', 2],
    ['integer', '.s', null],
    ['number', '.f', 2.5],
    ['boolean', '.b', true],
    ['boolean', '.s', null],
    ['date', '.at', '5m'],
    ['date', '.s', '<invalid>'],
    ['string', ".labels['cpaas\\.io/x']", 'y'],
  ])('of type %s shows %s as %j', (type, jsonPath, cell) => {
    expect(tableCell({ name: 'X', type, jsonPath }, object, now)).toBe(cell);
  });

  it('becomes a column of a table', () => {
    expect(tableColumn({ name: 'Phase', type: 'string', jsonPath: '.status.phase', priority: 1 })).toEqual({
      name: 'Phase',
      type: 'string',
      format: '',
      description: 'Custom resource definition column (in JSONPath format): .status.phase',
      priority: 1,
    });
  });
});

describe('the age of a timestamp', () => {
  it.each([
    [undefined, '<unknown>'],
    ['2026-01-01T00:59:30Z', '30s'],
    ['yesterday', '<invalid>'],
  ])('of %j is %s', (timestamp, age) => {
    expect(ageSince(timestamp, now)).toBe(age);
  });
});
