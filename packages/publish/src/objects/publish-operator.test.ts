import {
  Artifact,
  ArtifactVersion,
  Cluster as ClusterKind,
  customResourceDefinition,
  Library,
  Namespace,
  systemNamespace,
} from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awaitArtifactVersion } from './await-artifact-version.ts';
import type { OperatorPublication } from './operator-publication.ts';
import { publishOperator, requireOperatorPublishable } from './publish-operator.ts';
import { targetClusters } from './target-clusters.ts';

let sandbox: SandboxUnderTest;
let cluster: Cluster;
let name: string;
let counter = 0;

beforeAll(async () => {
  sandbox = await aSandbox({ name: 'global' });
  cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  await ensureDefinitions(cluster, [Artifact, ArtifactVersion, ClusterKind, Library].map(customResourceDefinition));
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } };
  await cluster.resource(Namespace).create(namespace);
});
afterAll(async () => {
  await cluster?.close();
  await sandbox?.close();
});
beforeEach(() => {
  name = `operator-${++counter}`;
});

const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

function publication(version: string, change: Partial<OperatorPublication> = {}): OperatorPublication {
  const summary = {
    packageName: name,
    csvName: `${name}.v${version}`,
    version,
    displayName: `Operator ${version}`,
    description: 'Runs things.',
    channels: ['stable', 'alpha'],
    defaultChannel: 'stable',
    images: ['registry.example.com/a/b:v1'],
    messageBytes: 1000,
    unpackedBytes: 0,
  };
  return {
    bundle: { summary, tag: `v${version}`, thirdPartyImages: [] },
    registry: 'hub.example.com:11443',
    repository: `acp/${name}-bundle`,
    digest: digestOf('a'),
    library: 'platform',
    resetBundleVersion: false,
    ...change,
  };
}

const artifacts = () => cluster.resource(Artifact, systemNamespace);
const versions = () => cluster.resource(ArtifactVersion, systemNamespace);

describe('publishing an operator on a cluster', () => {
  it('writes the Artifact, and the ArtifactVersion with the digest, owned by it', async () => {
    expect(await publishOperator(cluster, publication('1.0.0'))).toBe('updated');

    const artifact = await artifacts().get(name);
    expect(artifact).toMatchObject({
      metadata: {
        labels: {
          'cpaas.io/library': 'platform',
          'cpaas.io/managed-by': 'violet',
          'cpaas.io/present': 'true',
          'cpaas.io/type': 'bundle',
        },
      },
      spec: {
        type: 'bundle',
        present: true,
        displayName: 'Operator 1.0.0',
        registry: 'hub.example.com:11443',
        repository: `acp/${name}-bundle`,
        artifactVersionSelector: { matchLabels: { 'cpaas.io/artifact-version': name } },
      },
    });
    expect(await versions().get(`${name}.v1.0.0`)).toMatchObject({
      metadata: {
        labels: { 'cpaas.io/artifact-version': name, 'cpaas.io/library': 'platform' },
        annotations: {
          'cpaas.io/bundle-version': '1.0.0',
          'cpaas.io/channels': 'stable,alpha',
          'cpaas.io/default-channel': 'stable',
        },
        ownerReferences: [{ kind: 'Artifact', name, uid: artifact?.metadata.uid }],
      },
      spec: { present: true, tag: 'v1.0.0', digest: digestOf('a') },
    });
  });

  it('changes nothing the second time, even where a newer version has come meanwhile', async () => {
    await publishOperator(cluster, publication('1.0.0'));
    expect(await publishOperator(cluster, publication('1.0.0'))).toBe('unchanged');
    expect(await publishOperator(cluster, publication('1.1.0'))).toBe('updated');
    expect(await publishOperator(cluster, publication('1.0.0'))).toBe('unchanged');
    expect((await artifacts().get(name))?.spec.displayName).toBe('Operator 1.1.0');
  });

  it('names third-party images and the wish for another version', async () => {
    const { bundle } = publication('1.0.0');
    const thirdPartyImages = ['registry.example.com/a/b:v1'];
    const wish = { bundle: { ...bundle, thirdPartyImages }, resetBundleVersion: true };
    await publishOperator(cluster, publication('1.0.0', wish));

    const version = await versions().get(`${name}.v1.0.0`);
    expect(version?.metadata.annotations).toMatchObject({
      'cpaas.io/third-party-images': '["registry.example.com/a/b:v1"]',
      'cpaas.io/reset-bundle-version': 'true',
    });
  });

  it.each<[string, Partial<OperatorPublication>, string]>([
    ['with another bundle', { digest: digestOf('b') }, 'is already there with another bundle (sha256:aaa'],
    ['from another place', { repository: 'other/bundle' }, 'is already there, from hub.example.com:11443/acp/'],
  ])('is refused beforehand %s, unless it is forced', async (_what, change, message) => {
    await publishOperator(cluster, publication('1.0.0'));
    const other = publication('1.0.0', change);

    await expect(requireOperatorPublishable(cluster, other, { force: false })).rejects.toThrow(message);
    await expect(requireOperatorPublishable(cluster, other, { force: true })).resolves.toBeUndefined();
  });
});

describe('the catalogue of an operator', () => {
  it('is one of the platform, or one that a Library of the cluster makes', async () => {
    await expect(
      requireOperatorPublishable(cluster, publication('1.0.0', { library: 'team' }), { force: false }),
    ).rejects.toMatchObject({
      code: 'NotFound',
      message: 'CatalogSource team does not exist, or is not one that takes operators',
      hint: 'Operators can go to: custom, platform, system. A Library of another name makes another one.',
    });
    await cluster.resource(Library, systemNamespace).create({
      apiVersion: 'app.alauda.io/v1alpha1',
      kind: 'Library',
      metadata: { name: 'team' },
      spec: { artifactSelector: { matchLabels: { 'cpaas.io/library': 'team' } }, imagePullSecrets: [] },
    });
    await requireOperatorPublishable(cluster, publication('1.0.0', { library: 'team' }), { force: false });
  });
});

describe('waiting for a version', () => {
  const options = () => {
    let passed = 0;
    const clock = {
      now: () => new Date(0),
      monotonicMs: () => passed,
      after: (delayMs: number, call: () => void) => {
        passed += delayMs;
        queueMicrotask(call);
        return () => undefined;
      },
    };
    return { timeoutMs: 60_000, clock, random: () => 0.5 };
  };

  async function say(status: Record<string, string>): Promise<string> {
    await publishOperator(cluster, publication('1.0.0'));
    await versions().patchStatus(`${name}.v1.0.0`, { type: 'merge', body: { status } });
    return `${name}.v1.0.0`;
  }

  it('ends when it is present', async () => {
    const version = await say({ phase: 'Present', reason: 'Success', message: '' });

    await expect(awaitArtifactVersion(cluster, version, options())).resolves.toBeUndefined();
  });

  it('repeats what the cluster says against it', async () => {
    const version = await say({ phase: 'Failed', reason: 'BundleInvalid', message: 'it has two CSVs' });

    await expect(awaitArtifactVersion(cluster, version, options())).rejects.toMatchObject({
      code: 'Invalid',
      message: `artifactversion ${version} cannot be offered: it has two CSVs`,
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['says nothing', {}, 'is not present after 60 s'],
    ['waits itself', { phase: 'Pending', message: 'the registry does not answer' }, 'the registry does not answer'],
  ])('gives up where the cluster %s', async (_what, status, message) => {
    const version = await say(status);

    await expect(awaitArtifactVersion(cluster, version, options())).rejects.toThrow(message);
  });
});

describe('the clusters of a push', () => {
  const connect = (one: string): Cluster => {
    throw new Error(`asked for ${one}`);
  };

  it('are the global one where none is named', async () => {
    expect([...(await targetClusters(cluster, [], connect))]).toEqual([['global', cluster]]);
  });

  it('must all be there', async () => {
    for (const one of ['global', 'business']) {
      const metadata = { name: one };
      const object = { apiVersion: 'platform.tkestack.io/v1', kind: 'Cluster', metadata };
      await cluster.resource(ClusterKind).create({ ...object, spec: { displayName: one, type: 'Imported' } });
    }

    await expect(targetClusters(cluster, ['business', 'region1'], connect)).rejects.toMatchObject({
      code: 'NotFound',
      message: 'cluster region1 does not exist on the platform',
      hint: 'It has: business, global.',
    });
    const found = await targetClusters(cluster, ['business', 'global', 'business'], () => cluster);
    expect([...found.keys()]).toEqual(['business', 'global']);
  });
});
