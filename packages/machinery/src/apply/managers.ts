import { Failure } from '../failure.ts';
import { goQuote } from '../go/text.ts';
import type { ManagedFieldsEntry } from '../object.ts';
import type { FieldSet } from './field-set.ts';
import { parseFieldsV1, printFieldsV1 } from './fields-v1.ts';

/** What one manager owns. */
export interface Ownership {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  time: string | undefined;
  fields: FieldSet;
}

/** All managers of an object, by `managerKey`. */
export type Managers = ReadonlyMap<string, Ownership>;

type Identity = Pick<Ownership, 'manager' | 'operation' | 'apiVersion' | 'subresource'>;

/**
 * Entries with the same key are one manager's. An applier is the same in all versions. The text sorts as upstream's
 * identifiers do.
 */
export function managerKey({ manager, operation, apiVersion, subresource }: Identity): string {
  return JSON.stringify({
    manager,
    operation,
    ...(operation === 'Update' ? { apiVersion } : {}),
    ...(subresource === '' ? {} : { subresource }),
  });
}

/** Reads `metadata.managedFields`. Throws BadRequest for entries that nobody could have written by the rules. */
export function readManagers(entries: readonly ManagedFieldsEntry[]): Managers {
  const managers = new Map<string, Ownership>();
  for (const [index, entry] of entries.entries()) {
    const ownership = readEntry(entry, index);
    managers.set(managerKey(ownership), ownership);
  }
  return managers;
}

function readEntry(entry: ManagedFieldsEntry, index: number): Ownership {
  const {
    manager = '',
    operation,
    apiVersion = '',
    subresource = '',
    time,
    fieldsType = '' as string,
    fieldsV1,
  } = entry;
  if (operation !== 'Apply' && operation !== 'Update')
    throw new Failure('BadRequest', 'operation must be `Apply` or `Update`');
  if (apiVersion === '') throw new Failure('BadRequest', 'apiVersion must not be empty');
  if (fieldsType === '') throw new Failure('BadRequest', `missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1') {
    throw new Failure('BadRequest', `invalid fieldsType ${goQuote(fieldsType)} in managed fields entry ${index}`);
  }
  return { manager, operation, apiVersion, subresource, time, fields: parseFieldsV1(fieldsV1 ?? {}) };
}

/** Writes `metadata.managedFields` in upstream's order: appliers first, then by time and name. */
export function printManagers(managers: Managers): ManagedFieldsEntry[] {
  return [...managers.values()].sort(compareOwnerships).map((ownership) => ({
    manager: ownership.manager,
    operation: ownership.operation,
    apiVersion: ownership.apiVersion,
    ...(ownership.time === undefined ? {} : { time: ownership.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: printFieldsV1(ownership.fields),
    ...(ownership.subresource === '' ? {} : { subresource: ownership.subresource }),
  }));
}

function compareOwnerships(a: Ownership, b: Ownership): number {
  return (
    compareText(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

export function secondsOf({ time }: Ownership): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
