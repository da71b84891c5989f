import type { Schema } from '@violet/machinery';
import type { ResourceDefinition } from '../../../resource.ts';
import { date, object, text } from '../../schema-parts.ts';

export const int32: Schema = { type: 'integer', format: 'int32' };
export const plainInteger: Schema = { type: 'integer' };
export const choice = (...values: readonly string[]): Schema => ({ type: 'string', enum: [...values] });

/** meta.k8s.io/v1 Condition, with all that upstream asks of it. */
export const condition = object(
  {
    type: {
      type: 'string',
      maxLength: 316,
      pattern:
        '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
    },
    status: choice('True', 'False', 'Unknown'),
    reason: { type: 'string', maxLength: 1024, minLength: 1, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' },
    message: { type: 'string', maxLength: 32768 },
    observedGeneration: { type: 'integer', format: 'int64', minimum: 0 },
    lastTransitionTime: date,
  },
  ['lastTransitionTime', 'message', 'reason', 'status', 'type'],
);

/** Conditions of older kinds: only type and status are asked for. */
export const oldCondition = object(
  { type: text, status: text, reason: text, message: text, lastUpdateTime: date, lastTransitionTime: date },
  ['status', 'type'],
);

export const groupVersionKind = { group: text, version: text, kind: text };

export const icon = object({ base64data: text, mediatype: text }, ['base64data', 'mediatype']);

/** What the definitions of all kinds of OLM have in common. */
export function kindOfOlm({ group, version, kind, plural, scope }: ResourceDefinition) {
  return { group, version, kind, plural, scope, categories: ['olm'], home: 'member' as const };
}
