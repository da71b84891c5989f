import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { aSandbox } from '../testing.ts';

it('a cluster that is closed does not wait for a client that says nothing', async () => {
  const sandbox = await aSandbox();
  const silent = connect(Number(new URL(sandbox.address).port), '127.0.0.1').on('error', () => undefined);
  await once(silent, 'connect');

  await sandbox.close();

  await expect.poll(() => silent.closed).toBe(true);
});
