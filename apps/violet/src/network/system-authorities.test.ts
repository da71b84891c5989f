import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
let platform: PlatformUnderTest;
let cwd: string;

beforeAll(async () => {
  platform = await aPlatform();
  cwd = await mkdtemp(join(tmpdir(), 'violet-authorities-'));
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: join(cwd, 'demo.tgz') });
});
afterAll(async () => {
  await platform?.close();
  await rm(cwd, { recursive: true, force: true });
});

/** A process of its own: what it trusts is for all of it. */
function push(env: Record<string, string>): Promise<{ code: unknown; stderr: string }> {
  const words = ['push', 'demo.tgz', '--platform-address', platform.address, '--platform-username', 'admin'];
  const all = { HOME: cwd, VIOLET_PLATFORM_PASSWORD: platform.password, ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words], { cwd, env: all }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

describe.runIf(process.platform === 'linux')('an authority that the system knows', { timeout: 60_000 }, () => {
  it('is trusted for platform and registry, where none is named', async () => {
    expect(await push({})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'signed by an unknown authority\nHint: name the CA that signed it: --platform-ca',
      ),
    });
    // Where OpenSSL, and so Node and most other programs, look for what the system trusts.
    expect(await push({ SSL_CERT_FILE: platform.caFile })).toMatchObject({ code: 0 });
  });

  it('is not trusted beside one that is named', async () => {
    const other = fileURLToPath(new URL('../../../../packages/registry/src/testdata/tls.crt', import.meta.url));

    const { code, stderr } = await push({ SSL_CERT_FILE: platform.caFile, VIOLET_PLATFORM_CA: other });

    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('signed by an unknown authority') });
  });
});
