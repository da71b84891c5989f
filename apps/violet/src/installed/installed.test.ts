import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Artifact,
  ArtifactVersion,
  customResourceDefinition,
  ModulePluginView,
  Namespace,
  OperatorView,
  olmDefinitions,
  systemNamespace,
} from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { parseYaml } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { hostile } from '../testing/a-server-that-tells-all.ts';
import { type Ran, runViolet } from '../testing/run-violet.ts';

let platform: PlatformUnderTest;
let region: Cluster;
let cwd: string;

beforeAll(async () => {
  platform = await aPlatform(['region1']);
  const [member] = platform.members.values();
  if (member === undefined) throw new Error('there is no region1');
  region = member;
  cwd = await mkdtemp(join(tmpdir(), 'violet-installed-'));
  const olm = (await olmDefinitions()).map(customResourceDefinition);
  await ensureDefinitions(platform.global, [OperatorView, ModulePluginView].map(customResourceDefinition));
  for (const cluster of [platform.global, region]) await ensureDefinitions(cluster, olm);
  for (const name of ['global', 'region1']) {
    await platform.global.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await showOperator('global', 'topolvm-operator', '2.3.0', 'NativeStor');
  await showOperator('region1', 'opensearch-operator', undefined, 'OpenSearch');
  await showOperator('region1', 'topolvm-operator', '2.3.0', 'NativeStor');
  await showOperator('region1', 'base-operator', '1.0.0', 'Base', { 'cpaas.io/lifecycle-type': 'core' });
  await showPlugin();
  await push('opensearch-operator', ['2.8.0']);
  await push('topolvm-operator', ['2.2.0', '2.3.0', '2.4.0']);
});
afterAll(async () => {
  await platform?.close();
  await rm(cwd, { recursive: true, force: true });
});

async function showOperator(
  namespace: string,
  name: string,
  version: string | undefined,
  displayName: string,
  labels: Record<string, string> = {},
): Promise<void> {
  const views = platform.global.resource(OperatorView, namespace);
  await views.create({ apiVersion: 'app.alauda.io/v1alpha2', kind: 'OperatorView', metadata: { name, labels } });
  const subscription = { name, namespace: name, installedCSV: `${name}.v${version}` };
  const installation = version === undefined ? {} : { installation: { version, subscription } };
  const channels = [{ name: 'stable', currentCSVDesc: { displayName } }];
  const status = { operatorStatus: { phase: 'Ready', ...installation }, packageManifestStatus: { channels } };
  await views.patchStatus(name, { type: 'merge', body: { status } });
}

async function showPlugin(): Promise<void> {
  const views = platform.global.resource(ModulePluginView);
  const metadata = { name: 'log-center', annotations: { 'cpaas.io/display-name': '{"en":"Log Center","zh":"x"}' } };
  await views.create({ apiVersion: 'app.alauda.io/v1alpha2', kind: 'ModulePluginView', metadata });
  const status = { versions: ['v1.2.0'], installed: [{ cluster: 'region1', version: 'v1.2.0' }] };
  await views.patchStatus('log-center', { type: 'merge', body: { status } });
}

async function push(name: string, versions: readonly string[]): Promise<void> {
  const kind = { apiVersion: 'app.alauda.io/v1alpha1', kind: 'Artifact', metadata: { name } };
  const spec = { type: 'bundle', present: true, registry: 'hub', repository: 'a', artifactVersionSelector: {} };
  await region.resource(Artifact, systemNamespace).create({ ...kind, spec });
  for (const version of versions) {
    const metadata = {
      name: `${name}.v${version}`,
      labels: { 'cpaas.io/artifact-version': name },
      annotations: { 'cpaas.io/bundle-version': version },
    };
    const object = { apiVersion: 'app.alauda.io/v1alpha1', kind: 'ArtifactVersion', metadata };
    await region
      .resource(ArtifactVersion, systemNamespace)
      .create({ ...object, spec: { present: true, tag: `v${version}` } });
  }
}

function violet(args: readonly string[], answer?: string): Promise<Ran> {
  const env = { VIOLET_PLATFORM_CA: platform.caFile, VIOLET_PLATFORM_PASSWORD: platform.password };
  const access = ['--platform-address', platform.address, '--platform-username', 'admin'];
  return runViolet([...args, ...access], { cwd, env, ...(answer === undefined ? {} : { answer }) });
}

const remaining = async () => {
  const { items } = await region.resource(ArtifactVersion, systemNamespace).list();
  return items.map(({ metadata }) => metadata.name).sort();
};

describe('violet list', () => {
  it('prints what is installed and writes it to a file, without what only a cluster upgrade changes', async () => {
    const { code, stdout } = await violet(['list']);

    expect(code).toBe(0);
    expect(stdout).toBe(`applications:
  log-center:
    displayName: Log Center
    type: ModulePlugin
    installed:
      - clusterName: region1
        version: v1.2.0
  topolvm-operator:
    displayName: NativeStor
    type: OperatorBundle
    installed:
      - clusterName: global
        version: 2.3.0
      - clusterName: region1
        version: 2.3.0
`);
    expect(await readFile(join(cwd, 'apps.yaml'), 'utf8')).toBe(stdout);
  });

  it('gives programs the same as one document, and no words but events', async () => {
    const { code, stdout, stderr } = await violet(['list', '--output', 'json', '--output-file', 'json.yaml']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(parseYaml(await readFile(join(cwd, 'json.yaml'), 'utf8')));
    expect(JSON.parse(stderr)).toMatchObject({ event: 'note', message: `written to ${join(cwd, 'json.yaml')}` });
  });

  it('looks into the clusters that are named, and refuses one that is not there', async () => {
    const { stdout } = await violet(['list', '--clusters', 'global', '--output-file', 'global.yaml']);
    expect(stdout).not.toContain('region1');
    expect(await readFile(join(cwd, 'global.yaml'), 'utf8')).toBe(stdout);

    const { code, stderr } = await violet(['list', '--clusters', 'region9']);
    expect(code).toBe(1);
    expect(stderr).toContain('cluster region9 does not exist on the platform');
  });
});

describe('violet gc', () => {
  const table = `GC Summary:
TYPE                 NAME                                               CLUSTER
------------------------------------------------------------------------------------------
Artifact             opensearch-operator                                region1
ArtifactVersion      topolvm-operator.v2.2.0                            region1
`;

  it('shows with --dry-run what it would delete', async () => {
    const { code, stdout } = await violet(['gc', '--dry-run']);

    expect({ code, stdout }).toEqual({ code: 0, stdout: table });
    expect(await remaining()).toHaveLength(4);
  });

  it('tells programs what it would delete, and asks them nothing', async () => {
    const { code, stdout } = await violet(['gc', '--dry-run', '--output', 'json'], 'what?');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      toDelete: [
        { type: 'Artifact', name: 'opensearch-operator', cluster: 'region1' },
        { type: 'ArtifactVersion', name: 'topolvm-operator.v2.2.0', cluster: 'region1' },
      ],
    });
  });

  it('asks whoever sits at the terminal, and takes anything but yes for no', async () => {
    const { code, stderr } = await violet(['gc'], 'what?');

    expect(code).toBe(1);
    expect(stderr).toContain('Artifact opensearch-operator on cluster region1');
    expect(stderr).toContain('Delete these 2 for good? [y/N] ');
    expect(await remaining()).toHaveLength(4);
  });

  it('deletes what is installed nowhere and what is older than the installed version; then there is nothing more', async () => {
    expect(await violet(['gc', '--clusters', 'region1'], 'y')).toMatchObject({ code: 0, stdout: table });
    expect(await remaining()).toEqual(expect.arrayContaining(['topolvm-operator.v2.3.0', 'topolvm-operator.v2.4.0']));
    expect(await region.resource(Artifact, systemNamespace).get('opensearch-operator')).toBeUndefined();
    expect(await violet(['gc'])).toMatchObject({ code: 0, stdout: 'No resources were deleted.\n' });
  });
});

describe('a display name that wants more than to be read', () => {
  it('is one value, and moves no cursor', async () => {
    await showOperator('global', 'hostile-operator', '1.0.0', `Nice ${hostile}`);

    const { code, stdout, stderr } = await violet(['list', '--clusters', 'global', '--output-file', 'hostile.yaml']);

    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const { applications } = parseYaml(await readFile(join(cwd, 'hostile.yaml'), 'utf8')) as Record<string, object>;
    expect(applications).toMatchObject({ 'hostile-operator': { displayName: `Nice ${hostile}` } });
  });
});
