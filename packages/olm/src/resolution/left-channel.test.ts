import type { InstallPlan, Subscription } from '@violet/api';
import { expect, it } from 'vitest';
import { indexCatalog } from '../resolver/index-catalog.ts';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { stored } from '../testing/stored.ts';
import { headsForLeftChannel } from './left-channel.ts';

const inChannel = (channelName: string, version: string) => aRegistryBundle('lamps', version, { channelName });
const content = aCatalog(inChannel('stable', '1.0.0'), inChannel('fast', '1.0.0'), inChannel('fast', '2.0.0'));
const catalog = indexCatalog(content, { name: 'cat', namespace: 'ns', priority: 0 });

function aDraft(channel: string | undefined, currentCSV: string) {
  const subscription: Subscription = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: 'lamps', namespace: 'ns' },
    spec: { source: 'cat', sourceNamespace: 'ns', name: 'lamps', ...(channel === undefined ? {} : { channel }) },
  };
  return { subscription: stored(subscription), status: { lastUpdated: '', currentCSV } };
}

function aPlan(phase: 'RequiresApproval' | 'Installing', approved = false): InstallPlan {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'InstallPlan',
    metadata: { name: 'plan', namespace: 'ns' },
    spec: { clusterServiceVersionNames: ['lamps.v2.0.0'], approval: 'Manual', approved },
    status: { phase, catalogSources: [] },
  };
}

const waiting = aPlan('RequiresApproval');

it.each([
  ['the channel has the version', false, aDraft('fast', 'lamps.v2.0.0'), waiting, catalog],
  ['it has it as well as another one', false, aDraft('stable', 'lamps.v1.0.0'), waiting, catalog],
  ['only another channel has it', true, aDraft('stable', 'lamps.v2.0.0'), waiting, catalog],
  ['the channel does not exist', true, aDraft('nowhere', 'lamps.v2.0.0'), waiting, catalog],
  ['any channel will do', false, aDraft(undefined, 'lamps.v2.0.0'), waiting, catalog],
  ['any channel will do, said by none', false, aDraft('', 'lamps.v2.0.0'), waiting, catalog],
  ['no channel has it any more', false, aDraft('stable', 'lamps.v3.0.0'), waiting, catalog],
  ['the catalogue cannot be read', false, aDraft('stable', 'lamps.v2.0.0'), waiting, undefined],
  ['somebody has approved', false, aDraft('stable', 'lamps.v2.0.0'), aPlan('RequiresApproval', true), catalog],
  ['it is carried out', false, aDraft('stable', 'lamps.v2.0.0'), aPlan('Installing'), catalog],
  ['there is no plan', false, aDraft('stable', 'lamps.v2.0.0'), undefined, catalog],
])('where %s, a Subscription heads for another channel than its own: %s', (_where, expected, draft, plan, index) => {
  expect(headsForLeftChannel(draft, plan, index)).toBe(expected);
});
