/** Debian's kubectl 1.20: the basics, on the embedded cluster and on a real one. */
import { dirname } from 'node:path';
import { compareSessions } from './compare.ts';
import { readSessions } from './session.ts';
import { startTwoClusters } from './two-clusters.ts';

compareSessions(readSessions('old'), () => {
  const kubectl = process.env['VIOLET_OLD_KUBECTL'];
  if (kubectl === undefined) throw new Error('VIOLET_OLD_KUBECTL does not name the kubectl 1.20 of Debian');
  return startTwoClusters(dirname(kubectl));
});
