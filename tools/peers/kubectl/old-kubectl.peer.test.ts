/** Debian's kubectl 1.20: the basics, on the embedded cluster and on a real one. */
import { dirname } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { compareSessions } from './compare.ts';
import { readSessions } from './session.ts';
import { startTwoClusters, type TwoClusters } from './two-clusters.ts';

let clusters: TwoClusters;

beforeAll(async () => {
  const kubectl = process.env['VIOLET_OLD_KUBECTL'];
  if (kubectl === undefined) throw new Error('VIOLET_OLD_KUBECTL does not name the kubectl 1.20 of Debian');
  clusters = await startTwoClusters(dirname(kubectl));
});

afterAll(() => clusters?.stop());

compareSessions(readSessions('old'), () => clusters);
