import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { type FakeRegistry, startFakeRegistry } from '@violet/oci/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../bin/violet.mjs', import.meta.url));
let cwd: string;
let registry: FakeRegistry;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-many-'));
  registry = await startFakeRegistry();
});
afterEach(async () => {
  await registry.close();
  await rm(cwd, { recursive: true, force: true });
});

describe('violet push of a directory', () => {
  it.runIf(process.platform !== 'win32')('takes more packages than it may have open files', async () => {
    const packages = join(cwd, 'packages');
    await mkdir(packages);
    const first = join(packages, 'demo-0.tgz');
    await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: first });
    for (let copy = 1; copy < 70; copy += 1) await copyFile(first, join(packages, `demo-${copy}.tgz`));

    const typed = `"${process.execPath}" "${launcher}" push packages --dest-repo ${registry.address} --plain --no-auth --skip-crs`;
    const { stdout } = await promisify(execFile)('sh', ['-c', `ulimit -n 64; exec ${typed}`], {
      cwd,
      env: { ...process.env, VIOLET_STATE_DIR: join(cwd, 'state') },
    });

    expect(stdout.trim().split('\n')).toHaveLength(70);
    expect(registry.seen).toContain('PUT /v2/acp/demo/manifests/v1.0.0');
  });
});
