import { describe, expect, it } from 'vitest';
import type { RecordedHook, ReleaseRecord, ReleaseStatus } from '../record/record.ts';
import { patienceLeftMs } from './abandoned.ts';
import { recordLabels } from './record-labels.ts';

const began = '2026-01-01T00:00:00.123456789Z';
const at = (seconds: number) => new Date(Date.parse('2026-01-01T00:00:00.123Z') + seconds * 1000);

const hook = (phase: RecordedHook['lastRun']['phase'], startedAt: string, completedAt = ''): RecordedHook => ({
  name: 'h',
  kind: 'Job',
  path: 'c/templates/h.yaml',
  manifest: '',
  events: ['pre-upgrade'],
  weight: 0,
  deletePolicies: [],
  outputLogPolicies: [],
  lastRun: { startedAt, completedAt, phase },
});

function aRecord(status: ReleaseStatus, more: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    name: 'web',
    namespace: 'apps',
    version: 2,
    status,
    description: '',
    firstDeployed: began,
    lastDeployed: began,
    deleted: '',
    notes: '',
    chart: { metadata: { name: 'c', version: '1.0.0', apiVersion: 'v2' }, values: {}, templates: [], files: [] },
    config: {},
    manifest: '',
    hooks: [],
    labels: {},
    ...more,
  };
}

const ours = { labels: { [recordLabels.revision]: '2' } };
const copied = { labels: { [recordLabels.revision]: '1' } };

describe('the patience with an unfinished operation', () => {
  it.each<[string, ReleaseRecord, number, number, number?]>([
    ['of ours is none', aRecord('pending-upgrade', ours), 0, 0],
    ['of Helm, which copies our labels, is 45 s', aRecord('pending-upgrade', copied), 1, 44_000],
    ['of Helm ends within a minute', aRecord('pending-install'), 45, 0],
    [
      'of Helm begins anew with a hook that is over',
      aRecord('pending-upgrade', { hooks: [hook('Succeeded', at(20).toISOString(), at(30).toISOString())] }),
      40,
      35_000,
    ],
    [
      'of Helm lasts as long as Helm waits for a hook',
      aRecord('pending-rollback', { hooks: [hook('Running', at(10).toISOString())] }),
      100,
      210_000,
    ],
    [
      'of Helm with a hook ends, too',
      aRecord('pending-rollback', { hooks: [hook('Running', at(10).toISOString())] }),
      310,
      0,
    ],
    [
      'of Helm with a hook ends when the hook has, and Helm has not noticed',
      aRecord('pending-rollback', { hooks: [hook('Running', at(10).toISOString())] }),
      100,
      25_000,
      80,
    ],
    [
      'with a removal counts from its beginning',
      aRecord('uninstalling', { ...ours, deleted: at(10).toISOString() }),
      20,
      35_000,
    ],
    [
      'of a clock that is far ahead is bounded',
      aRecord('pending-install', { lastDeployed: at(9000).toISOString() }),
      0,
      300_000,
    ],
    ['without any time is none', aRecord('pending-install', { lastDeployed: '' }), 0, 0],
    ['with what is finished is none', aRecord('deployed'), 0, 0],
  ])('%s', (_what, record, seconds, expected, hookEnded) => {
    const ended = hookEnded === undefined ? undefined : at(hookEnded);
    expect(patienceLeftMs(record, at(seconds), ended)).toBe(expected);
  });
});
