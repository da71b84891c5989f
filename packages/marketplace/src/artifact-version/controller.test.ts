import { randomBytes } from 'node:crypto';
import { Artifact, ArtifactVersion, CatalogSource, Secret, systemNamespace } from '@violet/api';
import { findCondition } from '@violet/controller';
import { printYaml } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOperatorMarket, type OperatorMarketUnderTest } from '../testing/an-operator-market.ts';
import { largeManifests } from '../testing/large-bundle.ts';

let market: OperatorMarketUnderTest;
beforeAll(async () => {
  market = await anOperatorMarket();
});
afterAll(() => market.close());

const versions = () => market.member.cluster.resource(ArtifactVersion, systemNamespace);
const artifacts = () => market.member.cluster.resource(Artifact, systemNamespace);

describe('a version of an operator', () => {
  it('is offered in its catalogue within two seconds, its images where the Artifact says', async () => {
    const digest = await market.pushBundle('demo', '1.0.0', { channels: ['stable', 'beta'] });
    await market.list('platform');
    const started = performance.now();
    await market.offer('demo', 'v1.0.0', { digest });
    const offered = await market.untilOffered('platform', ['demo.v1.0.0']);

    expect(performance.now() - started).toBeLessThan(2000);
    expect(offered.map(({ channelName }) => channelName).sort()).toEqual(['beta', 'stable']);
    expect(offered[0]?.csvJson).toContain(`"image":"${market.registryAddress}/acp/demo:v1.0.0"`);
    const { status } = await market.untilPhase('demo.v1.0.0', 'Present');
    expect(status).toMatchObject({
      name: 'demo',
      version: 'demo.v1.0.0',
      reason: 'Success',
      message: '',
      type: 'bundle',
    });
    expect(findCondition(status?.conditions, 'TagUnchanged')?.status).toBe('True');
    await market.member.until(
      Artifact,
      'demo',
      systemNamespace,
      (one) => one?.status?.availableArtifactVersion === 1 && one.status.synced === true,
    );
  });

  it('becomes an upgrade of the one before', async () => {
    const digest = await market.pushBundle('demo', '1.1.0', { replaces: 'demo.v1.0.0' });
    await market.offer('demo', 'v1.1.0', { digest });
    const offered = await market.untilOffered('platform', ['demo.v1.0.0', 'demo.v1.1.0']);

    expect(offered.find(({ csvName }) => csvName === 'demo.v1.1.0')?.replaces).toBe('demo.v1.0.0');
  });

  it('stays what was pushed when its tag moves, and says that it did', async () => {
    await market.pushBundle('demo', '9.9.9', { tag: 'v1.1.0' });
    const version = await market.untilVersion(
      'demo.v1.1.0',
      ({ status }) => findCondition(status?.conditions, 'TagUnchanged')?.status === 'False',
    );

    expect(findCondition(version.status?.conditions, 'TagUnchanged')?.message).toMatch(
      /^tag v1\.1\.0 names sha256:\w+ now; the bundle that was pushed, sha256:\w+, is offered$/,
    );
    expect(version.status?.phase).toBe('Present');
    await market.untilOffered('platform', ['demo.v1.0.0', 'demo.v1.1.0']);
  });

  it('takes the images of others from 3rdparty, and the version of its tag where that is wanted', async () => {
    const digest = await market.pushBundle('reset', '1.0.0', {
      tag: 'v3.11.0',
      annotations: { 'olm.skipRange': '>=1.0.0 <1.0.0' },
    });
    const annotations = {
      'cpaas.io/third-party-images': '["registry.example.com/acp/reset:v3.11.0"]',
      'cpaas.io/reset-bundle-version': 'true',
    };
    await market.offer('reset', 'v3.11.0', { digest, library: 'custom', annotations });
    const [offered] = await market.untilOffered('custom', ['reset.v1.0.0']);

    expect(offered).toMatchObject({ version: '3.11.0', skipRange: '>=1.0.0 <3.11.0' });
    expect(offered?.csvJson).toContain(`"image":"${market.registryAddress}/3rdparty/acp/reset:v3.11.0"`);
  });

  it('that somebody wrote down without a digest gets that of its tag', async () => {
    const digest = await market.pushBundle('manual', '1.0.0');
    await market.offer('manual', 'v1.0.0', { library: 'system' });
    await market.untilPhase('manual.v1.0.0', 'Present');

    expect((await versions().get('manual.v1.0.0'))?.spec.digest).toBe(digest);
    await market.untilOffered('system', ['manual.v1.0.0']);
  });

  it('whose manifests are too large for an InstallPlan is fetched by an image with the images of the cluster', async () => {
    const digest = await market.pushBundle('large', '1.0.0', { files: largeManifests() });
    await market.offer('large', 'v1.0.0', { digest, library: 'custom' });
    const offered = await market.untilOffered('custom', ['large.v1.0.0', 'reset.v1.0.0']);

    const path = offered.find(({ packageName }) => packageName === 'large')?.bundlePath ?? '';
    expect(path).toMatch(new RegExp(`^${market.registryAddress}/acp/large-bundle@sha256:`));
    expect(path).not.toContain(digest);
    const { status } = await market.untilPhase('large.v1.0.0', 'Present');
    expect(status?.message).toBe('');
    expect(findCondition(status?.conditions, 'ImagesRewritten')).toMatchObject({
      status: 'True',
      reason: 'Unpacked',
      message: `engines unpack ${path}`,
    });
    const rewritten = path.slice(path.indexOf('@') + 1);
    await market.registry.deleteManifest('acp/large-bundle', rewritten);
    await expect.poll(() => market.registry.headManifest('acp/large-bundle', rewritten)).toBeDefined();
  });

  it('that is pushed again is offered by another image', async () => {
    const [before] = await market.untilOffered('custom', ['large.v1.0.0', 'reset.v1.0.0']);
    const digest = await market.pushBundle('large', '1.0.0', { files: largeManifests('and once more') });
    await market.offer('large', 'v1.0.0', { digest, library: 'custom' });

    const paths = async () => (await market.list('custom')).map(({ bundlePath }) => bundlePath);
    await expect.poll(paths).not.toContain(before?.bundlePath);
    const version = await market.untilVersion('large.v1.0.0', ({ spec }) => spec.digest === digest);
    expect(version.status?.phase).toBe('Present');
  });

  it('goes with its Artifact, and by itself', async () => {
    await artifacts().patch('demo', { type: 'merge', body: { spec: { present: false } } });
    await market.untilOffered('platform', []);
    const withdrawn = await market.untilPhase('demo.v1.0.0', 'Pending');
    expect(withdrawn).toMatchObject({ spec: { present: false }, status: { reason: 'Absent' } });

    await artifacts().patch('demo', { type: 'merge', body: { spec: { present: true } } });
    for (const version of ['demo.v1.0.0', 'demo.v1.1.0']) {
      await versions().patch(version, { type: 'merge', body: { spec: { present: true } } });
    }
    await market.untilOffered('platform', ['demo.v1.0.0', 'demo.v1.1.0']);
    await versions().delete('demo.v1.0.0');
    await market.untilOffered('platform', ['demo.v1.1.0']);
  });

  it('is there again after a restart, and nothing is served before all of it is', async () => {
    const before = await market.member.cluster.resource(CatalogSource, systemNamespace).get('platform');
    await market.restart(async () => {
      const digest = await market.pushBundle('while-away', '1.0.0');
      await market.offer('while-away', 'v1.0.0', { digest });
    });
    const after = await market.member.until(
      CatalogSource,
      'platform',
      systemNamespace,
      (one) => one?.spec.address !== before?.spec.address,
    );

    expect(after?.spec.sourceType).toBe('grpc');
    const offered = await market.list('platform');
    expect(offered.map(({ csvName }) => csvName).sort()).toEqual(['demo.v1.1.0', 'while-away.v1.0.0']);
  });
});

describe('a version that cannot be offered', () => {
  const reasons = ({ status }: ArtifactVersion) => `${status?.phase} ${status?.reason}: ${status?.message}`;

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['has no CSV', 'no-csv', { 'manifests/csv.yaml': 'kind: ConfigMap' }, /^Failed BundleInvalid: .*no usable bundle/],
    ['is no YAML', 'no-yaml', { 'manifests/csv.yaml': 'a: [' }, /^Failed BundleInvalid: /],
    [
      'has a CSV too many',
      'two-csvs',
      { 'manifests/b.yaml': printYaml(csv('two-csvs')) },
      /^Failed BundleInvalid: .*more than one ClusterServiceVersion is found in bundle/,
    ],
    [
      'has annotations of something else',
      'strange-annotations',
      { 'metadata/annotations.yaml': 'annotations: { com.example.package: demo }' },
      /^Failed BundleInvalid: .*Could not find annotations file/,
    ],
    [
      'has annotations that name no package',
      'no-package',
      { 'metadata/annotations.yaml': `annotations: { ${annotation('channels')}: stable }` },
      /^Failed BundleInvalid: .*annotation operators\.operatorframework\.io\.bundle\.package\.v1 must be set/,
    ],
    [
      'has an icon with a script',
      'script-icon',
      { 'manifests/csv.yaml': printYaml(withIcon(csv('script-icon'))) },
      /^Failed BundleInvalid: .*spec\.icon\[0\] is an SVG with a script/,
    ],
    [
      'has a rule that does not end',
      'endless-rule',
      { 'metadata/dependencies.yaml': printYaml(requiring(endless)) },
      /^Failed BundleInvalid: .*a rule of an olm\.constraint is unusable: .* loops too much/,
    ],
    [
      'has a rule that is none',
      'no-rule',
      { 'metadata/dependencies.yaml': printYaml(requiring('properties.exists(')) },
      /^Failed BundleInvalid: .*a rule of an olm\.constraint is unusable: compilation failed/,
    ],
  ])('because it %s says so, and harms nobody', async (_what, name, files, expected) => {
    const digest = await market.pushBundle(name, '1.0.0', { files });
    await market.offer(name, 'v1.0.0', { digest });

    expect(reasons(await market.untilPhase(`${name}.v1.0.0`, 'Failed'))).toMatch(expected);
    await market.untilOffered('platform', ['demo.v1.1.0', 'while-away.v1.0.0']);
  });

  it('is larger than any engine can unpack', async () => {
    const data = { note: randomBytes(1_200_000).toString('base64') };
    const note = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'note' }, data });
    const digest = await market.pushBundle('too-large', '1.0.0', { files: { 'manifests/note.yaml': note } });
    await market.offer('too-large', 'v1.0.0', { digest, library: 'system' });

    expect(reasons(await market.untilPhase('too-large.v1.0.0', 'Failed'))).toMatch(
      /^Failed BundleInvalid: its files have \d{7} bytes when they are packed: OLM unpacks it into a ConfigMap, which takes 1048576$/,
    );
  });

  it('has no owner', async () => {
    await market.offer('orphan', 'v1.0.0', { ownerReferences: [] });

    expect(reasons(await market.untilPhase('orphan.v1.0.0', 'Failed'))).toBe(
      'Failed OwnerReferenceMissing: aritfactVersion not have OwnerReference',
    );
  });

  it.each<[string, string, object, string]>([
    [
      'is not in the registry',
      'nowhere',
      { digest: `sha256:${'a'.repeat(64)}` },
      'Failed BundleNotFound: REGISTRY/acp/nowhere-bundle@sha256:aaa',
    ],
    ['belongs to no catalogue', 'astray', { library: 'team' }, 'Failed LibraryNotFound: its label is team:'],
    ['is a chart', 'chart', { artifact: { type: 'chart' } }, 'Failed TypeNotSupported: artifacts of type chart'],
    [
      'lies in a registry that does not answer',
      'far-away',
      { digest: `sha256:${'a'.repeat(64)}`, artifact: { registry: '127.0.0.1:1' } },
      'Pending RegistryUnavailable: ',
    ],
  ])('%s', async (_what, name, change, expected) => {
    await market.offer(name, 'v1.0.0', change);
    const version = await market.untilVersion(`${name}.v1.0.0`, ({ status }) => status?.reason !== undefined);

    expect(reasons(version)).toContain(expected.replace('REGISTRY', market.registryAddress));
  });

  it('has a pull secret that is none, and is looked at again', async () => {
    const data = { '.dockerconfigjson': Buffer.from('none').toString('base64') };
    await market.member.cluster
      .resource(Secret, systemNamespace)
      .create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'garbage' }, data });
    await market.offer('secret', 'v1.0.0', {
      digest: `sha256:${'a'.repeat(64)}`,
      artifact: { imagePullSecrets: ['garbage'] },
    });

    expect(reasons(await market.untilPhase('secret.v1.0.0', 'Failed'))).toBe(
      'Failed PullSecretInvalid: secret cpaas-system/garbage: not a Docker configuration (JSON)',
    );
  });

  it('breaks the graph of its package, which goes on without it', async () => {
    for (const version of ['1.0.0', '2.0.0']) {
      await market.offer('graph', `v${version}`, { digest: await market.pushBundle('graph', version) });
    }
    const digest = await market.pushBundle('graph', '3.0.0', { replaces: 'graph.v3.0.0' });
    await market.offer('graph', 'v3.0.0', { digest });
    const broken = await market.untilPhase('graph.v3.0.0', 'Failed');

    expect(broken.status?.reason).toBe('GraphInvalid');
    await market.untilOffered('platform', ['demo.v1.1.0', 'graph.v1.0.0', 'graph.v2.0.0', 'while-away.v1.0.0']);
  });

  it('closes a circle in the graph of its package, which goes on without it', async () => {
    for (const [version, replaces] of [
      ['1.0.0', 'circle.v2.0.0'],
      ['2.0.0', 'circle.v1.0.0'],
    ] as const) {
      const digest = await market.pushBundle('circle', version, { replaces });
      await market.offer('circle', `v${version}`, { digest, library: 'system' });
      await market.untilVersion(`circle.v${version}`, ({ status }) => status?.phase !== undefined);
    }
    const broken = await market.untilPhase('circle.v2.0.0', 'Failed');

    expect(reasons(broken)).toMatch(/^Failed GraphInvalid: [\s\S]*no channel head found in graph/);
    await market.untilOffered('system', ['circle.v1.0.0', 'manual.v1.0.0']);
  });

  it('is one too many for the tag patterns of its Artifact', async () => {
    const tagPatterns = [
      { name: 'stable', regex: '^v[0-9.]+$', maxQuantity: 1 },
      { name: 'broken', regex: '(', maxQuantity: 1 },
    ];
    for (const version of ['1.0.0', '1.1.0']) {
      const digest = await market.pushBundle('limited', version);
      await market.offer('limited', `v${version}`, { digest, library: 'custom', artifact: { tagPatterns } });
    }
    const old = await market.untilVersion('limited.v1.0.0', ({ status }) => status?.reason === 'TagPatternLimit');

    expect(old.status?.message).toBe('tag pattern stable keeps 1: v1.1.0');
    const kept = await market.untilPhase('limited.v1.1.0', 'Present');
    expect(kept.status?.message).toMatch(/^tag pattern broken is no regular expression/);
  });
});

const annotation = (name: string) => `operators.operatorframework.io.bundle.${name}.v1`;
const endless = 'abcdefgh'.split('').reduceRight((inner, name) => `properties.all(${name}, ${inner})`, 'true');

function requiring(rule: string): object {
  return { dependencies: [{ type: 'olm.constraint', value: { failureMessage: 'none fits', cel: { rule } } }] };
}

function withIcon(csv: object): object {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const icon = [{ base64data: Buffer.from(svg).toString('base64'), mediatype: 'image/svg+xml' }];
  return { ...csv, spec: { version: '1.0.0', install: { strategy: 'deployment' }, icon } };
}

function csv(name: string): object {
  return { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'ClusterServiceVersion', metadata: { name } };
}
