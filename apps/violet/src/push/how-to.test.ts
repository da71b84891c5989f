import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProductBase } from '@violet/api';
import { buildPackage } from '@violet/archive';
import { aBundle, aPlugin, aVendor } from '@violet/archive/testing';
import { connectCluster } from '@violet/kube';
import { planSchema } from '@violet/publish';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login } from '../platform/login.ts';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { runViolet } from '../testing/run-violet.ts';
import { takeUp } from '../testing/take-up.ts';

const docs = join(import.meta.dirname, '../../../../docs');
const page = readFileSync(join(docs, 'how-to/push-packages.md'), 'utf8');

/** Each command of the page, with the lines that it shows and the code that it ends with. */
const examples = [...page.matchAll(/^\$ npx violet (.*)\n((?:(?!```|\$ ).*\n)*)(?:\$ echo \$\?\n(\d)\n)?/gm)].map(
  ([, command = '', output = '', code = '0']) => ({ command, lines: output.split('\n').slice(0, -1), code }),
);

let platform: PlatformUnderTest;
let standby: PlatformUnderTest;
let cwd: string;
let words: Record<string, string>;
const caches: { stop(): void }[] = [];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-how-to-'));
  [platform, standby] = await Promise.all([aPlatform(['region1']), aPlatform(), packages()]);
  for (const cluster of [platform.global, ...platform.members.values()]) caches.push(takeUp(cluster));
  const spec = { role: 'standby', registry: { address: platform.registryAddress } };
  await standby.global.resource(ProductBase).patch('base', { type: 'merge', body: { spec } });
  await writeFile(join(cwd, 'password'), `${platform.password}\n`);
  await writeFile(join(cwd, 'passwords'), `${platform.registryPassword}\n${platform.password}\n`);
  words = {
    'https://example.com': platform.address,
    'https://standby.example.com': standby.address,
    'harbor.demo.io': platform.registryAddress,
    '"$TOKEN"': await tokenOf(platform),
    '"$STANDBY_TOKEN"': await tokenOf(standby),
  };
});
afterAll(async () => {
  for (const cache of caches) cache.stop();
  await platform?.close();
  await standby?.close();
  await rm(cwd, { recursive: true, force: true });
});

async function packages(): Promise<void> {
  for (const name of ['demo', 'next', 'changed', 'signed']) {
    await buildPackage({ ...(await aPlugin(name, 'v1.0.0')), output: join(cwd, `${name}.v1.0.0.tgz`) });
  }
  const vendor = await aVendor();
  await writeFile(join(cwd, 'vendor.asc'), vendor.publicKey);
  await vendor.sign(join(cwd, 'signed.v1.0.0.tgz'));
  await mkdir(join(cwd, 'packages'));
  await buildPackage({ ...(await aBundle('redis', '1.2.0')), output: join(cwd, 'packages/redis.v1.2.0.tgz') });
  await buildPackage({ ...(await aPlugin('web', 'v2.0.0')), output: join(cwd, 'packages/web.v2.0.0.tgz') });
  await writeFile(join(cwd, 'packages/broken.tgz'), '');
}

async function tokenOf({ address, caFile, password }: PlatformUnderTest): Promise<string> {
  const gateway = connectCluster({ server: address, ca: readFileSync(caFile, 'utf8') });
  try {
    return await login(gateway, 'admin', password);
  } finally {
    await gateway.close();
  }
}

const replaced = (text: string) =>
  Object.entries(words).reduce((before, [word, meant]) => before.replaceAll(word, meant), text);

/** `…` stands for anything within a line. */
function pattern(line: string): RegExp {
  const parts = replaced(line).split('…');
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*'));
}

describe('the how-to about pushing packages', () => {
  it.each(examples)('shows what happens: $command', async ({ command, lines, code }) => {
    const [typed = '', file] = command.split(' < ');
    const env = {
      VIOLET_PLATFORM_CA: typed.includes('standby') ? standby.caFile : platform.caFile,
      VIOLET_REGISTRY_CA: platform.caFile,
    };
    const input = file === undefined ? {} : { input: readFileSync(join(cwd, file), 'utf8') };

    const ran = await runViolet(typed.split(' ').map(replaced), { cwd, env, ...input });

    expect(ran).toMatchObject({ code: Number(code) });
    for (const line of lines) expect(ran.stderr + ran.stdout).toMatch(pattern(line));
  });

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(10);
  });
});

describe('the schema of a plan', () => {
  it('is what violet goes by', () => {
    expect(JSON.parse(readFileSync(join(docs, 'push-plan.schema.json'), 'utf8'))).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...planSchema,
    });
  });
});
