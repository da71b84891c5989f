import type { Step } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { csvsToApprove, withManualSubscriptions } from './approval.ts';
import { annotationsOfCsvs } from './csv-annotations.ts';

const mustBeApproved = (annotations: Record<string, string>) => annotations['provider-type'] === 'platform';
const csv = (annotations?: unknown) => JSON.stringify({ metadata: { annotations } });
const bundle = (csvName: string, text: string) => ({ csvName, csv: text, objects: [] });

describe('what must be approved', () => {
  it('is said by the annotations of the CSVs, and nothing where they are none', () => {
    const annotations = annotationsOfCsvs([
      bundle('a.v1', csv({ 'provider-type': 'platform' })),
      bundle('b.v1', csv({ 'provider-type': 'community' })),
      bundle('c.v1', csv()),
      bundle('d.v1', csv('platform')),
      bundle('e.v1', 'garbage'),
    ]);

    expect([...csvsToApprove(annotations, mustBeApproved)]).toEqual(['a.v1']);
    expect([...csvsToApprove(annotations)]).toEqual([]);
  });

  it('makes the Subscriptions of its dependencies ask, and no others', () => {
    const step = (resolving: string, kind: string): Step => ({
      resolving,
      status: 'Unknown',
      resource: {
        kind,
        name: resolving,
        version: 'v1alpha1',
        group: '',
        sourceName: '',
        sourceNamespace: '',
        manifest: '{"spec":{"name":"x","installPlanApproval":"Automatic"}}\n',
      },
    });
    const steps = [step('a.v1', 'Subscription'), step('b.v1', 'Subscription'), step('a.v1', 'ConfigMap')];
    const approvals = withManualSubscriptions(steps, new Set(['a.v1'])).map(
      ({ resource }) => /Approval":"(\w+)"/.exec(resource.manifest ?? '')?.[1],
    );

    expect(approvals).toEqual(['Manual', 'Automatic', 'Automatic']);
  });
});
