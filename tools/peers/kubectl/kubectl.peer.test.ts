/** The same commands of a real kubectl on the embedded cluster and on a real one print the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { customResourceDefinition, productKinds } from '@violet/api';
import { afterAll, beforeAll } from 'vitest';
import { compareSessions } from './compare.ts';
import { readSessions } from './session.ts';
import { peersBin, startTwoClusters, type TwoClusters } from './two-clusters.ts';

let clusters: TwoClusters;

beforeAll(async () => {
  clusters = await startTwoClusters(peersBin());
  const definitions = { apiVersion: 'v1', kind: 'List', items: productKinds.map(customResourceDefinition) };
  writeFileSync(join(clusters.directory, 'product-kinds.json'), JSON.stringify(definitions));
});

afterAll(() => clusters?.stop());

compareSessions(readSessions('current'), () => clusters);
