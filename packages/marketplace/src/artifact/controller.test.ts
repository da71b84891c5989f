import { Artifact, ArtifactVersion, labels, systemNamespace, type TagPattern } from '@violet/api';
import { findCondition } from '@violet/controller';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOperatorMarket, type OperatorMarketUnderTest } from '../testing/an-operator-market.ts';

let market: OperatorMarketUnderTest;
beforeAll(async () => {
  market = await anOperatorMarket();
});
afterAll(() => market.close());

const artifacts = () => market.member.cluster.resource(Artifact, systemNamespace);
const versions = () => market.member.cluster.resource(ArtifactVersion, systemNamespace);

const stable = (maxQuantity = 1): TagPattern => ({
  name: 'stable',
  regex: String.raw`^v(?P<Major>0|(?:[1-9]\d*))(?:\.(?P<Minor>0|(?:[1-9]\d*))(?:\.(?P<Patch>0|(?:[1-9]\d*))))$`,
  maxQuantity,
});

async function create(name: string, tagPatterns: TagPattern[], spec: Partial<Artifact['spec']> = {}): Promise<void> {
  await artifacts().create({
    apiVersion: 'app.alauda.io/v1alpha1',
    kind: 'Artifact',
    metadata: { name, labels: { [labels.library]: 'platform', [labels.builtIn]: 'true' } },
    spec: {
      type: 'bundle',
      present: true,
      registry: market.registryAddress,
      repository: `acp/${name}-bundle`,
      artifactVersionSelector: { matchLabels: { [labels.artifactVersion]: name } },
      tagPatterns,
      ...spec,
    },
  });
}

const follow = (name: string, tagPatterns: TagPattern[]) =>
  artifacts().patch(name, { type: 'merge', body: { spec: { tagPatterns: tagPatterns.map((one) => ({ ...one })) } } });

async function untilVersions(name: string, expected: readonly string[]): Promise<void> {
  const selector = { labelSelector: `${labels.artifactVersion}=${name}` };
  const names = async () => (await versions().list(selector)).items.map(({ metadata }) => metadata.name).sort();
  await expect.poll(names, { timeout: 10_000 }).toEqual(expected);
}

async function untilFollowed(name: string, reason: string): Promise<string> {
  const artifact = await market.member.until(
    Artifact,
    name,
    systemNamespace,
    (one) => findCondition(one?.status?.conditions, 'TagsFollowed')?.reason === reason,
  );
  return findCondition(artifact?.status?.conditions, 'TagsFollowed')?.message ?? '';
}

describe('tag patterns', { timeout: 30_000 }, () => {
  it('make a version of the newest tag, another one when a newer tag comes, and take theirs away again', async () => {
    for (const version of ['1.0.0', '1.1.0']) await market.pushBundle('followed', version);
    await market.pushBundle('followed', '1.2.0', { tag: 'v1.2.0-rc.1' });
    await create('followed', [stable()]);
    await untilVersions('followed', ['followed.v1.1.0']);
    await market.untilOffered('platform', ['followed.v1.1.0']);

    expect(await versions().get('followed.v1.1.0')).toMatchObject({
      metadata: {
        labels: { 'cpaas.io/artifact-version': 'followed', 'cpaas.io/library': 'platform', 'cpaas.io/builtin': 'true' },
        ownerReferences: [{ kind: 'Artifact', name: 'followed' }],
      },
      spec: { present: true, tag: 'v1.1.0', digest: expect.stringMatching(/^sha256:/) },
    });
    await untilFollowed('followed', 'Followed');

    const started = performance.now();
    await market.pushBundle('followed', '1.10.0');
    await market.untilOffered('platform', ['followed.v1.10.0']);
    expect(performance.now() - started).toBeLessThan(2000);
    await untilVersions('followed', ['followed.v1.10.0']);

    await follow('followed', [stable(2)]);
    await market.untilOffered('platform', ['followed.v1.1.0', 'followed.v1.10.0']);
    await follow('followed', []);
    await untilVersions('followed', []);
    await untilFollowed('followed', 'NoTagPatterns');
  });

  it('leave alone what somebody has pushed', async () => {
    for (const version of ['1.0.0', '1.1.0']) await market.pushBundle('pushed', version);
    await create('pushed', [stable()]);
    await untilVersions('pushed', ['pushed.v1.1.0']);
    const digest = await market.pushBundle('pushed', '0.9.0');
    await market.offer('pushed', 'v0.9.0', { digest, artifact: { tagPatterns: [stable()] } });

    await market.untilVersion('pushed.v0.9.0', ({ status }) => status?.reason === 'TagPatternLimit');
    await untilVersions('pushed', ['pushed.v0.9.0', 'pushed.v1.1.0']);
  });

  it('that are none are told on the Artifact, and the others are followed', async () => {
    await market.pushBundle('half', '1.0.0');
    await market.pushBundle('half', '1.0.1', { tag: 'Nightly_1' });
    await create('half', [{ ...stable(), name: 'broken', regex: '(' }, stable(), { ...stable(), regex: '^Nightly' }]);

    expect(await untilFollowed('half', 'TagPatternsInvalid')).toMatch(
      /^tag pattern broken is no regular expression: .+; tag Nightly_1 cannot be the name of an ArtifactVersion\. Correct spec\.tagPatterns; the others are followed$/,
    );
    await untilVersions('half', ['half.v1.0.0']);
  });

  it.each([
    ['a repository that is none', 'no-repository', { repository: 'Acp/x' }, /"Acp\/x" is not a repository name/],
    [
      'a name that is too long for a label',
      'n'.repeat(64),
      { repository: 'acp/followed-bundle' },
      /must be no more than 63/,
    ],
  ])('that cannot be followed say so: %s', async (_what, name, spec, expected) => {
    await create(name, [stable()], spec);

    expect(await untilFollowed(name, 'SpecInvalid')).toMatch(expected);
  });

  it('of a registry that does not answer say so, and what was there stays', async () => {
    await create('away', [stable()]);
    await untilFollowed('away', 'Followed');
    await artifacts().patch('away', { type: 'merge', body: { spec: { registry: '127.0.0.1:1' } } });

    expect(await untilFollowed('away', 'RegistryUnavailable')).toContain('127.0.0.1:1');
  });
});
