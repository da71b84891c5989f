import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openPackage } from '@violet/archive';
import { aBundle, type BundleOptions } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planPackage } from './plan-package.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-plan-bundle-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function plan(options: BundleOptions) {
  const { manifest, source } = await aBundle('demo', '1.0.0', options);
  const output = join(directory, 'demo.v1.0.0.tgz');
  await buildPackage({ manifest, source, output });
  const file = await openPackage(output);
  try {
    return await planPackage(file, { chartRepo: 'public-charts' });
  } finally {
    await file.close();
  }
}

const mib = 1024 * 1024;

describe('the bundle of a package', () => {
  it('is refused before anything is sent when its ClusterServiceVersion is too large for any catalogue', async () => {
    const planning = plan({ annotations: { 'alm-examples': 'x'.repeat(4 * mib) } });

    await expect(planning).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringMatching(
        /demo\.v1\.0\.0\.tgz: its ClusterServiceVersion has 419\d{4} bytes, a catalogue carries less than 4194304$/,
      ),
      hint: 'Shorten its description, icon or examples.',
    });
  });

  it('is refused before anything is sent when its manifests are too large for any engine', async () => {
    const data = { note: randomBytes(mib).toString('base64') };
    const note = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'note' }, data });
    const planning = plan({ files: { 'manifests/note.yaml': note, 'manifests/again.yaml': note } });

    await expect(planning).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringMatching(
        /demo\.v1\.0\.0\.tgz: the bundle's files have \d{7} bytes when they are packed: OLM unpacks them into a ConfigMap, which takes 1048576$/,
      ),
    });
  });

  it('is refused before anything is sent when a rule of what it requires does not end', async () => {
    const rule = 'abcdefgh'.split('').reduceRight((inner, name) => `properties.all(${name}, ${inner})`, 'true');
    const dependencies = [{ type: 'olm.constraint', value: { failureMessage: 'none fits', cel: { rule } } }];

    await expect(plan({ files: { 'metadata/dependencies.yaml': JSON.stringify({ dependencies }) } })).rejects.toThrow(
      /is no usable bundle: a rule of an olm\.constraint is unusable: .* loops too much$/,
    );
  });

  it('is taken with larger manifests than a catalogue sends, since it names its image then', async () => {
    const note = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'note' },
      data: { note: 'x'.repeat(5 * mib) },
    });

    await expect(plan({ files: { 'manifests/note.yaml': note } })).resolves.toBeDefined();
  });
});
