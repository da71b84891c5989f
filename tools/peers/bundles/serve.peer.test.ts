import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RegistryBundle, readCatalog, registryCodec } from '@violet/bundles';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../../e2e/harness/free-ports.ts';
import { Processes } from '../processes.ts';
import { randomCatalog } from './cases/random-catalog.ts';
import { wholeCatalog } from './cases/whole-catalog.ts';
import { opm } from './opm.ts';
import { RegistryClient } from './registry-client.ts';

const seed = Number(process.env['VIOLET_SEED'] ?? 1);

/** Random packages that are not broken, each under a name of its own. */
function randomPackages(): string[] {
  return fc
    .sample(randomCatalog, { seed, numRuns: 400 })
    .map((documents, index) =>
      JSON.stringify(documents).replace(
        /"(name|package|packageName)":"p"/g,
        (_, key: string) => `"${key}":"p${index}"`,
      ),
    )
    .map((text) => (JSON.parse(text) as object[]).map((document) => JSON.stringify(document)).join('\n'))
    .filter((text) => readCatalog(new Map([['x', Buffer.from(text)]])).problems.length === 0);
}

const keyOf = ({ packageName, channelName, csvName }: RegistryBundle) => `${packageName}/${channelName}/${csvName}`;
const sorted = (bundles: readonly RegistryBundle[]) => bundles.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

describe('what opm serves', () => {
  const work = mkdtempSync(join(tmpdir(), 'catalog-serve-'));
  const processes = new Processes(work);
  const texts = [wholeCatalog.map((document) => JSON.stringify(document)).join('\n'), ...randomPackages()];
  const files = new Map(texts.map((text, index) => [`${index}.json`, Buffer.from(text)]));
  const { content } = readCatalog(files);
  let client: RegistryClient;

  beforeAll(async () => {
    const configs = join(work, 'configs');
    mkdirSync(configs);
    for (const [name, bytes] of files) writeFileSync(join(configs, name), bytes);
    const [port = 0] = await freePorts(1);
    const words = ['serve', configs, '--port', String(port), '--pprof-addr', '', '-t', join(work, 'end')];
    processes.start('opm', opm, [...words, '--cache-dir', join(work, 'cache'), '--cache-enforce-integrity=false']);
    client = new RegistryClient(`127.0.0.1:${port}`);
    await processes.until('opm', async () => (await client.list(registryCodec.listPackages)).length > 0);
  });

  afterAll(async () => {
    client.close();
    await processes.stop();
    rmSync(work, { recursive: true, force: true });
  });

  it('are our packages', async () => {
    const names = (await client.list(registryCodec.listPackages)).map(({ name }) => name);
    expect(names.sort()).toEqual(content.packages.map(({ name }) => name));
    const packages = await Promise.all(names.map((name) => client.ask(registryCodec.getPackage, { name })));
    expect(packages).toEqual(content.packages);
  });

  it('are our bundles, without manifests where there is an image', async () => {
    const bundles = await client.list(registryCodec.listBundles);
    const ours = content.bundles.map((bundle) =>
      bundle.bundlePath === '' ? bundle : { ...bundle, csvJson: '', object: [] },
    );
    expect(sorted(bundles)).toEqual(sorted(ours));
  });

  it('are our bundles one by one, manifests and all', async () => {
    for (const bundle of content.bundles) {
      const { packageName: pkgName, channelName, csvName } = bundle;
      const theirs = await client.ask(registryCodec.getBundle, { pkgName, channelName, csvName });
      expect(theirs).toEqual({ ...bundle, replaces: '', skips: [] });
    }
  });
});
