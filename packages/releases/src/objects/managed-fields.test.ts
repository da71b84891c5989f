import type { ManagedFieldsEntry } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { ownedByApply } from './managed-fields.ts';

const entry = (
  manager: string,
  operation: 'Apply' | 'Update',
  field: string,
  more: Partial<ManagedFieldsEntry> = {},
): ManagedFieldsEntry => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': { [`f:${field}`]: {} } },
  ...more,
});

describe('what a manager owned by updates', () => {
  it('becomes what it owns by apply', () => {
    const others = [entry('kubectl', 'Update', 'b'), entry('helm', 'Update', 'c', { subresource: 'status' })];

    expect(ownedByApply([entry('helm', 'Update', 'a'), ...others], 'helm')).toEqual([
      entry('helm', 'Apply', 'a'),
      ...others,
    ]);
  });

  it('joins what it owns by apply already', () => {
    const entries = [entry('helm', 'Apply', 'a'), entry('helm', 'Update', 'b'), entry('helm', 'Update', 'c')];

    expect(ownedByApply(entries, 'helm')).toEqual([
      entry('helm', 'Apply', 'a', { fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } } }),
    ]);
  });

  it('is dropped where it was of another version', () => {
    const entries = [entry('helm', 'Apply', 'a'), entry('helm', 'Update', 'b', { apiVersion: 'v1beta1' })];

    expect(ownedByApply(entries, 'helm')).toEqual([entry('helm', 'Apply', 'a')]);
  });

  it.each([
    ['nobody', []],
    ['others only', [entry('kubectl', 'Update', 'a')]],
    ['it by apply only', [entry('helm', 'Apply', 'a')]],
    ['it as status only', [entry('helm', 'Update', 'a', { subresource: 'status' })]],
  ])('changes nothing where fields are of %s', (_whose, entries) => {
    expect(ownedByApply(entries, 'helm')).toBeUndefined();
  });
});
