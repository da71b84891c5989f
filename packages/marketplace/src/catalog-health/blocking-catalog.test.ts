import type { CatalogSource, Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { blockingCatalog } from './blocking-catalog.ts';

const unavailable = 'failed to list bundles: rpc error: code = Unavailable desc = connection refused';
const of = (name: string) => `error using catalogsource cpaas-system/${name}: ${unavailable}`;

function source(name: string, lastObservedState: string): Stored<CatalogSource> {
  const connectionState = { address: `${name}:1`, lastObservedState, lastConnect: '2026-01-01T00:00:00Z' };
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name, namespace: 'cpaas-system', uid: name, resourceVersion: '1', creationTimestamp: '' },
    spec: { sourceType: 'grpc', address: `${name}:1` },
    status: { connectionState },
  } as Stored<CatalogSource>;
}

function subscription(message: string): Subscription {
  const conditions = [{ type: 'ResolutionFailed', status: 'True', reason: 'ErrorPreventedResolution', message }];
  return { metadata: { name: 'demo' }, spec: {}, status: { conditions } } as unknown as Subscription;
}

const said = (name: string) =>
  `CatalogSource cpaas-system/${name} (${name}:1) does not answer: TRANSIENT_FAILURE since 2026-01-01T00:00:00Z.`;
const all = [source('dates', 'TRANSIENT_FAILURE'), source('berries', 'TRANSIENT_FAILURE'), source('platform', 'READY')];

describe('the catalogues that block a Subscription', () => {
  it.each([
    ['the one that is away', of('dates'), [said('dates')]],
    ['all that are away', `[${of('berries')}, ${of('dates')}]`, [said('berries'), said('dates')]],
    [
      'the same, in whatever order upstream names them',
      `[${of('dates')}, ${of('berries')}]`,
      [said('berries'), said('dates')],
    ],
    ['those that have not come back', `[${of('platform')}, ${of('dates')}]`, [said('dates')]],
  ])('are %s', (_which, message, sentences) => {
    expect(blockingCatalog(subscription(message), all)).toEqual({
      reason: 'Unreachable',
      message: `${sentences.join(' ')} Nothing is resolved in any namespace that sees ${sentences.length === 1 ? 'it: repair or delete it' : 'them: repair or delete them'}`,
    });
  });

  it.each([
    ['have come back', of('platform')],
    ['are not there any more', of('gone')],
    ['are not what is wrong', 'no operators found in package demo'],
  ])('are none where they %s', (_why, message) => {
    expect(blockingCatalog(subscription(message), all)).toBeUndefined();
  });
});
