import { Failure, isJsonObject, type Json } from '@violet/machinery';
import type { DeleteOptions, ListQuery, WatchQuery, WriteOptions } from './backend.ts';

const fieldValidations = ['Ignore', 'Warn', 'Strict'] as const;
const propagationPolicies = ['Orphan', 'Background', 'Foreground'] as const;
const versionMatches = ['Exact', 'NotOlderThan'] as const;

function oneOf<T extends string>(value: string, allowed: readonly T[], field: string): T {
  const found = allowed.find((item) => item === value);
  if (found !== undefined) return found;
  const supported = allowed.map((item) => JSON.stringify(item)).join(', ');
  throw new Failure('Invalid', `${field}: Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`);
}

function dryRun(values: readonly string[]): boolean {
  for (const value of values) oneOf(value, ['All'], 'dryRun');
  return values.length > 0;
}

function wholeNumber(text: string, field: string): number {
  if (!/^-?\d{1,15}$/.test(text))
    throw new Failure('BadRequest', `${field}: ${JSON.stringify(text)} is not a whole number`);
  return Number(text);
}

function flag(text: string | null): boolean {
  return text !== null && text !== 'false' && text !== '0';
}

export function writeOptions(query: URLSearchParams): WriteOptions {
  const manager = query.get('fieldManager') ?? '';
  if (manager.length > 128)
    throw new Failure(
      'Invalid',
      `fieldManager: Invalid value: ${JSON.stringify(manager)}: may not be more than 128 bytes`,
    );
  const validation = query.get('fieldValidation') ?? '';
  return {
    dryRun: dryRun(query.getAll('dryRun')),
    fieldValidation: validation === '' ? 'Warn' : oneOf(validation, fieldValidations, 'fieldValidation'),
    ...(manager === '' ? {} : { fieldManager: manager }),
    ...(query.has('force') ? { force: flag(query.get('force')) } : {}),
  };
}

export function listQuery(query: URLSearchParams): ListQuery {
  const text = (name: string) => query.get(name) ?? '';
  const match = text('resourceVersionMatch');
  return {
    ...(text('labelSelector') === '' ? {} : { labelSelector: text('labelSelector') }),
    ...(text('fieldSelector') === '' ? {} : { fieldSelector: text('fieldSelector') }),
    ...(text('limit') === '' ? {} : { limit: Math.max(0, wholeNumber(text('limit'), 'limit')) }),
    ...(text('continue') === '' ? {} : { continue: text('continue') }),
    ...(text('resourceVersion') === '' ? {} : { resourceVersion: text('resourceVersion') }),
    ...(match === '' ? {} : { resourceVersionMatch: oneOf(match, versionMatches, 'resourceVersionMatch') }),
  };
}

export function watchQuery(query: URLSearchParams): WatchQuery {
  const timeout = query.get('timeoutSeconds') ?? '';
  const watch: WatchQuery = {
    ...listQuery(query),
    allowWatchBookmarks: flag(query.get('allowWatchBookmarks')),
    sendInitialEvents: flag(query.get('sendInitialEvents')),
    ...(timeout === '' ? {} : { timeoutSeconds: wholeNumber(timeout, 'timeoutSeconds') }),
  };
  if (watch.sendInitialEvents === true && watch.resourceVersionMatch !== 'NotOlderThan') {
    throw new Failure(
      'Invalid',
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  return watch;
}

/** From the body, and where there is none from the query, as the API server reads them. */
export function deleteOptions(body: Json, query: URLSearchParams): DeleteOptions {
  if (!isJsonObject(body)) return deleteOptionsOfQuery(query);
  const grace = body['gracePeriodSeconds'];
  const policy = body['propagationPolicy'];
  const orphan = body['orphanDependents'];
  const dryRuns = Array.isArray(body['dryRun']) ? body['dryRun'].map(String) : [];
  const preconditions = isJsonObject(body['preconditions']) ? body['preconditions'] : {};
  return {
    dryRun: dryRun([...dryRuns, ...query.getAll('dryRun')]),
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(typeof orphan === 'boolean' ? { propagationPolicy: orphan ? 'Orphan' : 'Background' } : {}),
    ...(typeof policy === 'string' && policy !== ''
      ? { propagationPolicy: oneOf(policy, propagationPolicies, 'propagationPolicy') }
      : {}),
    preconditions: {
      ...(typeof preconditions['uid'] === 'string' ? { uid: preconditions['uid'] } : {}),
      ...(typeof preconditions['resourceVersion'] === 'string'
        ? { resourceVersion: preconditions['resourceVersion'] }
        : {}),
    },
  };
}

function deleteOptionsOfQuery(query: URLSearchParams): DeleteOptions {
  const grace = query.get('gracePeriodSeconds') ?? '';
  const policy = query.get('propagationPolicy') ?? '';
  return {
    dryRun: dryRun(query.getAll('dryRun')),
    ...(grace === '' ? {} : { gracePeriodSeconds: wholeNumber(grace, 'gracePeriodSeconds') }),
    ...(policy === '' ? {} : { propagationPolicy: oneOf(policy, propagationPolicies, 'propagationPolicy') }),
  };
}
