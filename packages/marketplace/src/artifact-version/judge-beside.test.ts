import { bundleFiles } from '@violet/archive/testing';
import { describe, expect, it } from 'vitest';
import { judgeBeside } from './judge-beside.ts';

const image = 'registry.example.com/acp/demo:v1.0.0';
const recipe = {
  registry: 'hub.example.com',
  repository: 'acp/demo-bundle',
  digest: `sha256:${'a'.repeat(64)}`,
  tag: 'v1.0.0',
  thirdPartyImages: [],
  resetVersion: false,
};

function pulled(more: Record<string, string>) {
  const { files, labels } = bundleFiles('demo', '1.0.0', image, {});
  const all = Object.entries({ ...files, ...more }).map(([path, text]) => [path, Buffer.from(text)] as const);
  return { files: new Map(all), labels, source: 'the bundle', recipe };
}

/** How often others got a turn meanwhile. */
async function turnsDuring(deed: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let next = setImmediate(function turn() {
    turns++;
    next = setImmediate(turn);
  });
  try {
    await deed();
  } finally {
    clearImmediate(next);
  }
  return turns;
}

const field = (index: number) => `  field${index}:\n    description: ${'the same words each time '.repeat(20)}\n`;
const definition = (fields: number) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: lamps.example.com }\nspec:\n${Array.from({ length: fields }, (_, index) => field(index)).join('')}`;
const tenMegabytes = definition(20_000);

describe('a bundle with 10 MB of CRDs', { timeout: 60_000 }, () => {
  it('is read beside everything else, and offered by its image', async () => {
    let judged: Awaited<ReturnType<typeof judgeBeside>> | undefined;
    const turns = await turnsDuring(async () => {
      judged = await judgeBeside(pulled({ 'manifests/large.yaml': tenMegabytes }));
    });

    expect(turns).toBeGreaterThan(100);
    expect(judged?.isLarge).toBe(true);
    expect(judged?.bundle.objects.map(({ kind }) => kind)).toEqual(['ClusterServiceVersion']);
    expect(JSON.stringify(judged?.bundle.csv)).toContain('hub.example.com/acp/demo:v1.0.0');
  });

  it('says what is wrong with it, as smaller ones do', async () => {
    const judging = judgeBeside(pulled({ 'manifests/large.yaml': definition(400), 'manifests/second.yaml': 'a: [' }));

    await expect(judging).rejects.toThrow(/^the bundle is no usable bundle: manifests\/second\.yaml: /);
  });
});
