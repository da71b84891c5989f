import {
  Failure,
  type FailureCause,
  forbiddenValue,
  invalidFailure,
  invalidValue,
  isJsonObject,
  type Json,
  unsupportedValue,
} from '@violet/machinery';
import type { DeleteOptions, ListQuery, WatchQuery, WriteOptions } from './backend.ts';

const fieldValidations = ['Ignore', 'Strict', 'Warn'] as const;
const propagationPolicies = ['Orphan', 'Background', 'Foreground'] as const;
const versionMatches = ['Exact', 'NotOlderThan'] as const;

export type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions' | 'ListOptions';

function invalid(kind: OptionsKind, cause: FailureCause): Failure {
  return invalidFailure({ group: 'meta.k8s.io', version: 'v1', kind }, '', [cause]);
}

/** `supported` is what a refusal names. */
function oneOf<T extends string>(
  value: string,
  allowed: readonly T[],
  { kind, field, supported }: { kind: OptionsKind; field: string; supported: readonly string[] },
): T {
  const found = allowed.find((item) => item === value);
  if (found !== undefined) return found;
  throw invalid(kind, unsupportedValue(field, value, supported));
}

function dryRun(values: readonly string[], kind: OptionsKind): boolean {
  if (values.some((value) => value !== 'All')) throw invalid(kind, unsupportedValue('dryRun', values, ['All']));
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

export function writeOptions(query: URLSearchParams, kind: OptionsKind): WriteOptions {
  const manager = query.get('fieldManager') ?? '';
  if (manager.length > 128) {
    throw invalid(kind, invalidValue('fieldManager', manager, 'may not be more than 128 bytes'));
  }
  const validation = query.get('fieldValidation') ?? '';
  return {
    dryRun: dryRun(query.getAll('dryRun'), kind),
    fieldValidation:
      validation === ''
        ? 'Warn'
        : oneOf(validation, fieldValidations, {
            kind,
            field: 'fieldValidation',
            supported: ['', ...fieldValidations],
          }),
    ...(manager === '' ? {} : { fieldManager: manager }),
    ...(query.has('force') ? { force: flag(query.get('force')) } : {}),
  };
}

const matchRule = {
  kind: 'ListOptions',
  field: 'resourceVersionMatch',
  supported: [...versionMatches, ''],
} as const;

export function listQuery(query: URLSearchParams): ListQuery {
  const text = (name: string) => query.get(name) ?? '';
  const match = text('resourceVersionMatch');
  const field = 'resourceVersionMatch';
  if (match !== '' && text('resourceVersion') === '' && text('sendInitialEvents') === '') {
    throw invalid('ListOptions', forbiddenValue(field, `${field} is forbidden unless resourceVersion is provided`));
  }
  return {
    ...(text('labelSelector') === '' ? {} : { labelSelector: text('labelSelector') }),
    ...(text('fieldSelector') === '' ? {} : { fieldSelector: text('fieldSelector') }),
    ...(text('limit') === '' ? {} : { limit: Math.max(0, wholeNumber(text('limit'), 'limit')) }),
    ...(text('continue') === '' ? {} : { continue: text('continue') }),
    ...(text('resourceVersion') === '' ? {} : { resourceVersion: text('resourceVersion') }),
    ...(match === '' ? {} : { resourceVersionMatch: oneOf(match, versionMatches, matchRule) }),
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
    throw invalid(
      'ListOptions',
      forbiddenValue('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    );
  }
  return watch;
}

const policyRule = {
  kind: 'DeleteOptions',
  field: 'propagationPolicy',
  supported: [...propagationPolicies, 'nil'],
} as const;

/** From the body, and where there is none from the query, as the API server reads them. */
export function deleteOptions(body: Json, query: URLSearchParams): DeleteOptions {
  if (!isJsonObject(body)) return deleteOptionsOfQuery(query);
  const grace = body['gracePeriodSeconds'];
  const policy = body['propagationPolicy'];
  const orphan = body['orphanDependents'];
  const dryRuns = Array.isArray(body['dryRun']) ? body['dryRun'].map(String) : [];
  const preconditions = isJsonObject(body['preconditions']) ? body['preconditions'] : {};
  return {
    dryRun: dryRun([...dryRuns, ...query.getAll('dryRun')], 'DeleteOptions'),
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(typeof orphan === 'boolean' ? { propagationPolicy: orphan ? 'Orphan' : 'Background' } : {}),
    ...(typeof policy === 'string' && policy !== ''
      ? { propagationPolicy: oneOf(policy, propagationPolicies, policyRule) }
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
    dryRun: dryRun(query.getAll('dryRun'), 'DeleteOptions'),
    ...(grace === '' ? {} : { gracePeriodSeconds: wholeNumber(grace, 'gracePeriodSeconds') }),
    ...(policy === '' ? {} : { propagationPolicy: oneOf(policy, propagationPolicies, policyRule) }),
  };
}
