import { readBundle } from '@violet/bundles';
import { connectRegistry, pullImageFiles, type Registry } from '@violet/oci';
import { startFakeRegistry } from '@violet/oci/testing';
import { startTestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOperatorMarket, type OperatorMarketUnderTest, pushBundleTo } from '../testing/an-operator-market.ts';
import { largeManifests } from '../testing/large-bundle.ts';
import { BundleSource, type Registries } from './bundle-source.ts';

let market: OperatorMarketUnderTest;
beforeAll(async () => {
  market = await anOperatorMarket();
});
afterAll(() => market.close());

const plainly: Registries = {
  openRegistry: (address) => connectRegistry({ address, plain: true, retries: { attempts: 1 } }),
};

function read(registry: string, digest: string, change: { resetVersion?: boolean; registries?: Registries } = {}) {
  const { resetVersion = false, registries = plainly } = change;
  const source = new BundleSource(registries, market.member.cluster);
  const recipe = {
    registry,
    repository: 'acp/large-bundle',
    digest,
    tag: 'v3.0.0',
    thirdPartyImages: [],
    resetVersion,
  };
  return source.read(recipe, []);
}

/** Pushes the same large bundle to a registry; its digest. */
async function pushLarge(address: string): Promise<{ registry: Registry; digest: string }> {
  const registry = connectRegistry({ address, plain: true });
  return { registry, digest: await pushBundleTo(registry, 'large', '1.0.0', { files: largeManifests() }) };
}

async function unpacked(registry: Registry, image: string) {
  const digest = image.slice(image.indexOf('@') + 1);
  const pulled = await pullImageFiles(registry, 'acp/large-bundle', digest, { wanted: () => true });
  if (pulled === undefined) throw new Error(`there is no ${image}`);
  return { ...pulled, bundle: readBundle({ ...pulled, labels: pulled.config.config?.Labels ?? {}, source: image }) };
}

let first = '';

describe('the image by which a large bundle is offered', () => {
  it('has the images of the cluster, the version of the tag, and all else as the vendor wrote it', async () => {
    const { registry, digest } = await pushLarge(market.registryAddress);
    const { image = '', imageProblem } = await read(market.registryAddress, digest, { resetVersion: true });

    first = image;
    expect(imageProblem).toBeUndefined();
    expect(image).not.toContain(digest);
    const { bundle, files, config, manifest } = await unpacked(registry, image);
    const original = await unpacked(registry, `@${digest}`);
    expect(JSON.stringify(bundle.csv)).toContain(`"image":"${market.registryAddress}/acp/large:v1.0.0"`);
    expect(JSON.stringify(bundle)).not.toContain('registry.example.com');
    expect(bundle.version).toBe('3.0.0');
    expect(files.get('manifests/large.json')).toEqual(original.files.get('manifests/large.json'));
    expect([...files.keys()].sort()).toEqual([...original.files.keys()].sort());
    expect(config.config?.Labels).toEqual(original.config.config?.Labels);
    expect(manifest.layers.slice(0, -1)).toEqual(original.manifest.layers);
    expect(config.rootfs.diff_ids).toHaveLength(manifest.layers.length);
    registry.close();
  });

  it('is the same for the same bundle and registry, and another one in another registry', async () => {
    const other = await startTestRegistry();
    const [here, there] = await Promise.all([pushLarge(market.registryAddress), pushLarge(other.address)]);
    const again = await read(market.registryAddress, here.digest, { resetVersion: true });
    const elsewhere = await read(other.address, there.digest, { resetVersion: true });

    expect(there.digest).toBe(here.digest);
    expect(again.image).toBe(first);
    expect(elsewhere.image).toMatch(new RegExp(`^${other.address}/acp/large-bundle@sha256:`));
    const { bundle } = await unpacked(there.registry, elsewhere.image ?? '');
    expect(JSON.stringify(bundle.csv)).toContain(`"image":"${other.address}/acp/large:v1.0.0"`);
    for (const { registry } of [here, there]) registry.close();
    await other.close();
  });

  it('belongs to the bundle in a registry of others, which keeps only what has a tag', async () => {
    const fake = await startFakeRegistry({ withoutReferrers: true });
    const { registry, digest } = await pushLarge(fake.address);
    const { image = '' } = await read(fake.address, digest);

    expect((await unpacked(registry, image)).manifest.subject).toMatchObject({ digest });
    const referrers = await registry.getManifest('acp/large-bundle', digest.replace(':', '-'));
    expect(String(referrers?.bytes)).toContain(image.slice(image.indexOf('@') + 1));
    registry.close();
    await fake.close();
  });

  it("is put into the platform's own registry by the platform's account, and has no tag there", async () => {
    const own = await startTestRegistry({
      access: {
        authenticate: async (given) =>
          given.kind === 'basic' && given.password === 'secret' ? { name: given.username } : undefined,
        authorize: (user, _repository, action) => action === 'pull' || user !== undefined,
      },
    });
    const credentials = { username: 'platform', password: 'secret' };
    const open = () => connectRegistry({ address: own.address, plain: true, credentials });
    const registry = open();
    const digest = await pushBundleTo(registry, 'large', '1.0.0', { files: largeManifests() });
    const refused = await read(own.address, digest);
    const taken = await read(own.address, digest, {
      registries: { ...plainly, ownRegistry: { address: own.address, open } },
    });

    expect(refused.image).toBe(`${own.address}/acp/large-bundle@${digest}`);
    expect(refused.imageProblem).toMatch(
      /^its manifests are too large to be sent: engines unpack its image, so that its images and version are as the vendor wrote them\. .* it answered 401 .*may push to acp\/large-bundle$/,
    );
    expect(taken.imageProblem).toBeUndefined();
    expect(taken.image).not.toBe(refused.image);
    expect(await registry.listTags('acp/large-bundle')).toEqual(['v1.0.0']);
    const { manifest } = await unpacked(registry, taken.image ?? '');
    expect(manifest.subject).toBeUndefined();
    registry.close();
    await own.close();
  });

  it('is the bundle itself where its images are those of the cluster already', async () => {
    const files = largeManifests();
    const digest = await market.pushBundle('large', '1.0.0', {
      files,
      image: `${market.registryAddress}/acp/large:v1.0.0`,
    });
    const { image, imageProblem } = await read(market.registryAddress, digest);

    expect({ image, imageProblem }).toEqual({ image: `${market.registryAddress}/acp/large-bundle@${digest}` });
  });
});
