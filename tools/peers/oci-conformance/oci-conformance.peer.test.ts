/** The official conformance program of the distribution specification against our registry: nothing fails or is skipped. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Access } from '@violet/registry';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readReport } from './junit.ts';

const run = promisify(execFile);
const certificates = join(import.meta.dirname, '../../../packages/registry/src/testdata');
const access: Access = {
  authenticate: async (presented) =>
    presented.kind === 'basic' && presented.password === 'secret' ? { name: presented.username } : undefined,
};

let work: string;
let server: TestRegistry | undefined;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'violet-conformance-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** `dev` is 1.1 with everything that it leaves open: uploads that are ended, digest headers, several tags at a push. */
async function judge(address: string, version: '1.1' | 'dev', settings: Record<string, string>) {
  const bin = process.env['VIOLET_PEERS_BIN'];
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  const results = join(work, `${version}-${settings['OCI_TLS']}`);
  const env = {
    PATH: process.env['PATH'],
    OCI_REGISTRY: address,
    OCI_VERSION: version,
    OCI_RESULTS_DIR: results,
    ...settings,
  };
  // It exits with 1 where a check failed: the report says which.
  await run(join(bin, 'oci-conformance'), [], { env, cwd: work, maxBuffer: 64 * 1024 * 1024 }).catch(() => undefined);
  return readReport(await readFile(join(results, 'junit.xml'), 'utf8'));
}

describe('the conformance program', () => {
  it('finds all that the specification 1.1 asks', async () => {
    server = await startTestRegistry();

    // Ending an upload is no part of 1.1: its program leaves those two out, the next test does not.
    expect(await judge(server.address, '1.1', { OCI_TLS: 'disabled' })).toEqual({
      passed: 693,
      others: [
        'OCI Conformance Test/sha256 blobs/post cancel/blob-post-cancel: skipped',
        'OCI Conformance Test/sha512 blobs/post cancel/blob-post-cancel: skipped',
      ],
    });
  });

  it('finds all that is optional as well, over TLS and with tokens', async () => {
    const [cert, key] = await Promise.all(
      ['tls.crt', 'tls.key'].map((name) => readFile(join(certificates, name), 'utf8')),
    );
    server = await startTestRegistry({ access, tls: { cert: cert ?? '', key: key ?? '' } });

    const settings = {
      OCI_TLS: 'enabled',
      SSL_CERT_FILE: join(certificates, 'tls.crt'),
      OCI_USERNAME: 'ann',
      OCI_PASSWORD: 'secret',
    };
    expect(await judge(server.address, 'dev', settings)).toEqual({ passed: 793, others: [] });
  });
});
