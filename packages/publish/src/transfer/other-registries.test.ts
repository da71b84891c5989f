import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openPackage, type PackageFile, registrySource } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { connectRegistry, type Registry } from '@violet/oci';
import { type FakeRegistry, instantClock, type Quirks, registryProfiles, startFakeRegistry } from '@violet/oci/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushPackages } from '../push-packages.ts';

let directory: string;
let files: PackageFile[];
/** Larger than what the limited ones take in one request. */
const shared = Buffer.alloc(300_000, 'shared');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-others-'));
  files = await Promise.all(['one', 'two'].map(aPackage));
});
afterAll(async () => {
  for (const file of files) await file.close();
  await rm(directory, { recursive: true, force: true });
});

async function aPackage(name: string): Promise<PackageFile> {
  const output = join(directory, `${name}.tgz`);
  await buildPackage({ ...(await aPlugin(name, 'v1.0.0', { [`${name}-base`]: shared })), output });
  return openPackage(output);
}

async function serving<T>(
  quirks: Quirks,
  use: (fake: FakeRegistry, connect: () => Registry) => Promise<T>,
): Promise<T> {
  const fake = await startFakeRegistry(quirks);
  const opened: Registry[] = [];
  const connect = () => {
    const registry = connectRegistry({
      address: fake.address,
      plain: true,
      credentials: { username: 'me', password: 'canary' },
      tokenHosts: ['localhost'],
      clock: instantClock(),
      uploads: { wholeBytes: 50_000, chunkBytes: 200_000 },
    });
    opened.push(registry);
    return registry;
  };
  try {
    return await use(fake, connect);
  } finally {
    for (const registry of opened) registry.close();
    await fake.close();
  }
}

const profiles = Object.entries(registryProfiles) as [string, Quirks][];
const named = ['distribution 2.8', 'distribution 3', 'Harbor', 'zot', 'GitLab', 'Quay', 'ECR'];
const broken = profiles
  .filter(([name]) => named.includes(name))
  .map(([name, quirks]): [string, Quirks] => [`${name} on a bad day`, { ...quirks, cut: 'after' }]);

describe('a push to a registry of somebody else', () => {
  it.each([...profiles, ...broken])(
    'brings packages to one like %s, from where they can be made again',
    async (_, quirks) => {
      await serving(quirks, async (fake, connect) => {
        const reports = await pushPackages({ files, registry: connect() });
        expect(reports.map(({ outcome, failure }) => failure ?? outcome)).toEqual(['pushed', 'pushed']);

        for (const file of files) {
          const output = `${file.path}.again`;
          const pulling = connect();
          await buildPackage({ manifest: file.manifest, source: registrySource(() => pulling), output });
          expect((await readFile(output)).equals(await readFile(file.path))).toBe(true);
        }
        expect(fake.leaks).toEqual([]);
      });
    },
  );

  it.each(profiles)('asks one like %s once for each image when all is there', async (_, quirks) => {
    await serving(quirks, async (fake, connect) => {
      await pushPackages({ files, registry: connect() });
      const [before, tokens] = [fake.seen.length, fake.tokensIssued()];

      const reports = await pushPackages({ files, registry: connect() });

      const requests = fake.seen.slice(before).filter((line) => line !== 'GET /token');
      const manifests = requests.filter((line) => line.includes('/manifests/'));
      // Where HEAD does not tell the digest GET does; where a token is for one scope alone, the first one is refused; so is the first GET of one that is busy.
      const isLong = quirks.headWithout !== undefined || quirks.auth?.lastScopeOnly === true;
      expect(reports.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
      expect(manifests.length).toBeLessThanOrEqual((isLong ? 12 : 6) + (quirks.busy === undefined ? 0 : 6));
      // The greeting, which a door answers first.
      expect(requests.length - manifests.length).toBeLessThanOrEqual(2);
      expect(fake.tokensIssued() - tokens).toBeLessThanOrEqual(quirks.auth?.lastScopeOnly === true ? 7 : 1);
    });
  });
});
