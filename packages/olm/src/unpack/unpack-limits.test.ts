import type { OperatorGroup } from '@violet/api';
import { expect, it } from 'vitest';
import { unpackLimits } from './unpack-limits.ts';

const timeout = 'operatorframework.io/bundle-unpack-timeout';
const interval = 'operatorframework.io/bundle-unpack-min-retry-interval';

function aGroup(annotations: Record<string, string>): OperatorGroup {
  return { apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup', metadata: { name: 'group', annotations } };
}

it.each<[string, Record<string, string>, ReturnType<typeof unpackLimits>]>([
  ['nothing is said', {}, { timeoutMs: 600_000, retryMs: undefined }],
  ['both are given', { [timeout]: '1m30s', [interval]: '5s' }, { timeoutMs: 90_000, retryMs: 5_000 }],
  ['there is to be no end', { [timeout]: '0' }, { timeoutMs: undefined, retryMs: undefined }],
  ['there is to be no pause', { [interval]: '1ns' }, { timeoutMs: 600_000, retryMs: 1_000 }],
  ['the time is below zero', { [timeout]: '-1s', [interval]: '-1s' }, { timeoutMs: 600_000, retryMs: undefined }],
  [
    'the time is none',
    { [timeout]: 'soon' },
    { problem: `failed to parse unpack timeout annotation(${timeout}: soon): time: invalid duration "soon"` },
  ],
  [
    'the interval is none',
    { [interval]: '5' },
    { problem: `failed to parse unpack retry annotation(${interval}: 5): time: missing unit in duration "5"` },
  ],
])('the limits of unpacking where %s', (_name, annotations, expected) => {
  expect(unpackLimits(aGroup(annotations))).toEqual(expected);
});
