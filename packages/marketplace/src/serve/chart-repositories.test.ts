import { gunzipSync } from 'node:zlib';
import { parseIndex } from '@violet/charts';
import { anArchive } from '@violet/charts/testing';
import { isFailure } from '@violet/machinery';
import { digestOf, mediaTypes, pushArtifact } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMarketplace, type Marketplace, webChart } from '../testing/a-marketplace.ts';

const at = { namespace: 'cpaas-system', repo: 'public-charts' };
const provenance = Buffer.from('-----BEGIN PGP SIGNED MESSAGE-----\r\n\u0000 exactly these bytes');

let market: Marketplace;
beforeAll(async () => {
  market = await aMarketplace();
  await market.createRepo('public-charts', {});
  await market.createRepo('elsewhere', { type: 'Chart', url: 'https://127.0.0.1:1' });
  await market.untilRepo('public-charts', ({ status }) => status?.phase === 'Synced');
});
afterAll(() => market.close());

const chartYaml = (name: string, version: string) =>
  Buffer.from(`apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
const insist = { force: true };
const once = { force: false };

async function bytesOf(file: string): Promise<Buffer> {
  const { stream, size } = await market.repositories.open(at, file);
  const bytes = Buffer.concat(await stream.toArray());
  expect(bytes.length).toBe(size);
  return bytes;
}

describe('an upload', () => {
  it('is listed and can be fetched when it answers, byte for byte', async () => {
    const archive = await webChart('1.0.0+git.4f', 'My_Web');
    const stored = await market.repositories.upload(at, { archive, provenance }, once);

    expect(stored).toEqual({
      outcome: 'stored',
      entry: { name: 'My_Web', version: '1.0.0+git.4f', digest: digestOf(archive).slice(7) },
    });
    const { text } = await market.repositories.index(at);
    const [entry] = parseIndex(text.toString()).entries.get('My_Web') ?? [];
    expect(entry?.urls).toEqual(['charts/My_Web-1.0.0+git.4f.tgz']);
    expect(await bytesOf('My_Web-1.0.0+git.4f.tgz')).toEqual(Buffer.from(archive));
    expect(await bytesOf('My_Web-1.0.0+git.4f.tgz.prov')).toEqual(provenance);
  });

  it('of the same again changes nothing; other content needs force', async () => {
    const first = await webChart('1.0.0', 'again');
    const second = await webChart('1.0.0', 'again', { 'README.md': 'other' });
    expect((await market.repositories.upload(at, { archive: first }, once)).outcome).toBe('stored');
    expect((await market.repositories.upload(at, { archive: first }, once)).outcome).toBe('unchanged');

    const refused = market.repositories.upload(at, { archive: second }, once);
    await expect(refused).rejects.toThrow('chart again 1.0.0 already exists with another content');
    await market.repositories.upload(at, { archive: second }, insist);
    expect(await bytesOf('again-1.0.0.tgz')).toEqual(Buffer.from(second));
  });

  it('may bring the provenance file later, and never loses it', async () => {
    const archive = await webChart('1.0.0', 'signed');
    await market.repositories.upload(at, { archive }, once);
    await expect(bytesOf('signed-1.0.0.tgz.prov')).rejects.toThrow('has no signed-1.0.0.tgz.prov');

    expect((await market.repositories.upload(at, { archive, provenance }, once)).outcome).toBe('stored');
    expect((await market.repositories.upload(at, { archive }, once)).outcome).toBe('unchanged');
    expect(await bytesOf('signed-1.0.0.tgz.prov')).toEqual(provenance);
    const other = market.repositories.upload(at, { archive, provenance: Buffer.from('x') }, once);
    await expect(other).rejects.toThrow('already exists with another provenance file');
  });

  it('of a provenance file alone finds its chart by what it says', async () => {
    const archive = await webChart('1.0.0', 'later');
    const digest = digestOf(archive).slice(7);
    const text = (file: string, of: string) =>
      Buffer.from(`-----BEGIN PGP SIGNED MESSAGE-----\n\nname: x\n\n...\nfiles:\n  ${file}: sha256:${of}\n-----BEGIN`);
    await market.repositories.upload(at, { archive }, once);
    const send = (body: Buffer) => market.repositories.uploadProvenance(at, body, once);

    await expect(send(Buffer.from('x'))).rejects.toThrow('the body is no provenance file');
    await expect(send(text('none-1.0.0.tgz', digest))).rejects.toThrow('has no none-1.0.0.tgz');
    await expect(send(text('later-1.0.0.tgz', 'f'.repeat(64)))).rejects.toThrow('is of another later-1.0.0.tgz');
    expect((await send(text('later-1.0.0.tgz', digest))).outcome).toBe('stored');
    expect(await bytesOf('later-1.0.0.tgz.prov')).toEqual(text('later-1.0.0.tgz', digest));
    expect(await bytesOf('later-1.0.0.tgz')).toEqual(Buffer.from(archive));
  });

  it.each([
    ['leads out of the chart', [{ name: 'evil/../../etc/passwd' }], 'chart illegally references parent directory'],
    ['is at an absolute path', [{ name: 'evil//etc/passwd' }], 'chart illegally contains absolute paths'],
    ['unfolds to more than charts have', [{ name: 'evil/big', data: new Uint8Array(6 * 1024 * 1024) }], 'larger than'],
    ['has a name with a path', [{ name: 'evil/Chart.yaml', data: chartYaml('../evil', '1.0.0') }], 'is invalid'],
    ['has a version with a path', [{ name: 'evil/Chart.yaml', data: chartYaml('evil', '../1') }], 'is invalid'],
  ])('that %s is refused, and nothing is stored', async (_what, entries, message) => {
    const ordinary = { name: 'evil/Chart.yaml', data: chartYaml('evil', '1.0.0') };
    const upload = { archive: await anArchive([ordinary, ...entries]) };

    await expect(market.repositories.upload(at, upload, insist)).rejects.toThrow(message);
    expect(await market.registry.listTags('public-charts/evil')).toBeUndefined();
  });

  it('never takes the place of an image, not even by force', async () => {
    const layer = { mediaType: mediaTypes.layer, bytes: new Uint8Array([1]) };
    const config = { mediaType: mediaTypes.imageConfig, bytes: Buffer.from('{}') };
    await pushArtifact(market.registry, 'public-charts/image', '1.0.0', { config, layers: [layer] });

    const refused = market.repositories.upload(at, { archive: await webChart('1.0.0', 'image') }, insist);
    await expect(refused).rejects.toThrow('public-charts/image:1.0.0 is there already, and is no Helm chart');
  });

  it('at the same time is one of them', async () => {
    const archives = await Promise.all(['a', 'b', 'c'].map((text) => webChart('1.0.0', 'race', { 'README.md': text })));
    const results = await Promise.allSettled(
      archives.map((archive) => market.repositories.upload(at, { archive }, once)),
    );

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it.each([
    ['what is no chart', () => Buffer.from('hello'), at, 'Invalid', 'does not appear to be a gzipped archive'],
    ['a name in other letters', () => webChart('2.0.0', 'Again'), at, 'Conflict', 'beside chart again'],
    [
      'a repository that is not there',
      () => webChart('1.0.0'),
      { ...at, repo: 'nope' },
      'NotFound',
      'there is no chart repository nope in cpaas-system',
    ],
    [
      'a repository elsewhere',
      () => webChart('1.0.0'),
      { ...at, repo: 'elsewhere' },
      'Invalid',
      'is of type Chart: only Local ones can be changed here',
    ],
  ] as const)('is refused: %s', async (_what, archive, place, code, message) => {
    const failure = await market.repositories
      .upload(place, { archive: await archive() }, once)
      .catch((error: unknown) => error);

    expect(isFailure(failure, code)).toBe(true);
    expect(String(failure)).toContain(message);
  });
});

describe('a version', () => {
  it('that is removed is gone from the index and for downloads', async () => {
    await market.repositories.upload(at, { archive: await webChart('1.0.0', 'short') }, once);
    await market.repositories.remove(at, { name: 'short', version: '1.0.0' });

    expect((await market.repositories.index(at)).text.toString()).not.toContain('short');
    await expect(bytesOf('short-1.0.0.tgz')).rejects.toThrow('has no short-1.0.0.tgz');
    await expect(market.repositories.remove(at, { name: 'short', version: '1.0.0' })).rejects.toThrow(
      'chart repository public-charts has no chart short 1.0.0',
    );
  });

  it.each(['../../secret', 'again', 'again-1.0.0', 'again-9.9.9.tgz', '-1.0.0.tgz', 'again-1.0.0.tgz.prov.prov'])(
    'cannot be fetched as %s',
    async (file) => {
      await expect(market.repositories.open(at, file)).rejects.toThrow('has no');
    },
  );

  it('whose name and version have hyphens is found', async () => {
    const archive = await webChart('1.0.0-rc.1-x', 'a-b-c');
    await market.repositories.upload(at, { archive }, once);

    expect(await bytesOf('a-b-c-1.0.0-rc.1-x.tgz')).toEqual(Buffer.from(archive));
  });
});

describe('the index', () => {
  it('is printed once, and again when a chart has changed', async () => {
    const before = await market.repositories.index(at);
    expect(await market.repositories.index(at)).toBe(before);
    expect(gunzipSync(before.gzipped)).toEqual(before.text);

    await market.repositories.upload(at, { archive: await webChart('1.0.0', 'fresh') }, once);
    const after = await market.repositories.index(at);
    expect(after.etag).not.toBe(before.etag);
    await market.repositories.remove(at, { name: 'fresh', version: '1.0.0' });
    expect((await market.repositories.index(at)).etag).toBe(before.etag);
  });

  it('of a repository that is not there names no other', async () => {
    await expect(market.repositories.index({ ...at, repo: 'nope' })).rejects.toMatchObject({
      code: 'NotFound',
      hint: '`kubectl get chartrepos -n cpaas-system` lists those that there are.',
    });
  });
});
