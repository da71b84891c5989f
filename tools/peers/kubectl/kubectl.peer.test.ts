/** The same commands of a real kubectl on the embedded cluster and on a real one print the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { customResourceDefinition, productKinds } from '@violet/api';
import { compareSessions } from './compare.ts';
import { readSessions } from './session.ts';
import { peersBin, startTwoClusters, type TwoClusters } from './two-clusters.ts';

async function start(): Promise<TwoClusters> {
  const clusters = await startTwoClusters(peersBin());
  const definitions = { apiVersion: 'v1', kind: 'List', items: productKinds.map(customResourceDefinition) };
  writeFileSync(join(clusters.directory, 'product-kinds.json'), JSON.stringify(definitions));
  return clusters;
}

compareSessions(readSessions('current'), start);
