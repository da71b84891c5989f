/** A real Helm 3 with the chart that it makes itself, against the embedded cluster. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseYaml } from '@violet/machinery';
import type { SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anEmbeddedCluster, peersBin } from './two-clusters.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'violet-peers-'));
const kubeconfig = join(directory, 'kubeconfig');
let sandbox: SandboxUnderTest;

beforeAll(async () => {
  sandbox = await anEmbeddedCluster(kubeconfig);
  await helm('create', 'site');
});

afterAll(async () => {
  await sandbox?.close();
  rmSync(directory, { recursive: true, force: true });
});

async function call(program: string, words: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: directory, KUBECONFIG: kubeconfig };
  const { stdout } = await run(join(peersBin(), program), words, { cwd: directory, env });
  return stdout;
}

const helm = (...words: string[]) => call('helm', words);
const kubectl = (...words: string[]) => call('kubectl', words);

async function history(): Promise<{ revision: number; status: string; description: string }[]> {
  return JSON.parse(await helm('history', 'web', '-n', 'shop', '-o', 'json'));
}

it('renders with what the cluster says of itself', async () => {
  const chart = join(directory, 'site');
  writeFileSync(
    join(chart, 'templates/seen.yaml'),
    `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-seen}
data:
  version: {{ .Capabilities.KubeVersion.Minor | quote }}
  apps: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}
  nothing: {{ .Capabilities.APIVersions.Has "example.com/v1" | quote }}
  namespace: {{ (lookup "v1" "Namespace" "" "kube-system").metadata.name | quote }}
`,
  );

  await helm('install', 'web', 'site', '-n', 'shop', '--create-namespace', '--wait', '--timeout', '60s');

  const seen = await kubectl('get', 'cm', 'web-seen', '-n', 'shop', '-o', 'jsonpath={.data}');
  expect(JSON.parse(seen)).toEqual({ version: '34', apps: 'true', nothing: 'false', namespace: 'kube-system' });
});

it('has waited until the workload was ready', async () => {
  expect(await kubectl('get', 'deploy', 'web-site', '-n', 'shop', '-o', 'jsonpath={.status.readyReplicas}')).toBe('1');
  expect(JSON.parse(await helm('ls', '-A', '-o', 'json'))).toMatchObject([
    { name: 'web', namespace: 'shop', revision: '1', status: 'deployed', chart: 'site-0.1.0' },
  ]);
});

it('runs the tests of the chart', async () => {
  expect(await helm('test', 'web', '-n', 'shop', '--timeout', '60s')).toMatch(/Phase: +Succeeded/);
});

it('upgrades, rolls back and remembers', async () => {
  await helm('upgrade', 'web', 'site', '-n', 'shop', '--set', 'replicaCount=2', '--wait', '--timeout', '60s');
  expect(await kubectl('get', 'deploy', 'web-site', '-n', 'shop', '-o', 'jsonpath={.status.readyReplicas}')).toBe('2');

  await helm('rollback', 'web', '1', '-n', 'shop', '--wait', '--timeout', '60s');

  expect(await kubectl('get', 'deploy', 'web-site', '-n', 'shop', '-o', 'jsonpath={.spec.replicas}')).toBe('1');
  expect((await history()).map(({ revision, status, description }) => ({ revision, status, description }))).toEqual([
    { revision: 1, status: 'superseded', description: 'Install complete' },
    { revision: 2, status: 'superseded', description: 'Upgrade complete' },
    { revision: 3, status: 'deployed', description: 'Rollback to 1' },
  ]);
});

it('shows a release with its values, its manifest and its objects', async () => {
  expect(parseYaml(await helm('get', 'values', 'web', '-n', 'shop', '--revision', '2', '-o', 'yaml'))).toEqual({
    replicaCount: 2,
  });
  expect(await helm('get', 'manifest', 'web', '-n', 'shop')).toContain('kind: Deployment');
  expect(await helm('get', 'all', 'web', '-n', 'shop')).toContain('REVISION: 3');
  expect(await helm('status', 'web', '-n', 'shop', '--show-resources')).toContain('==> v1/Deployment\n');
});

it('takes a template that the cluster refuses as a failed upgrade', async () => {
  const bad = helm('upgrade', 'web', 'site', '-n', 'shop', '--set', 'service.port=70000');

  await expect(bad).rejects.toThrow('must be between 1 and 65535');
  expect((await history()).at(-1)).toMatchObject({ revision: 4, status: 'failed' });
});

it('leaves nothing after an uninstall', async () => {
  await helm('uninstall', 'web', '-n', 'shop', '--wait', '--timeout', '60s');

  expect(await helm('ls', '-A', '-a', '-q')).toBe('');
  expect(await kubectl('get', 'deploy,svc,sa,secret', '-n', 'shop', '-o', 'name')).toBe('serviceaccount/default\n');
});
