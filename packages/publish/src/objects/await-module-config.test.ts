import { customResourceDefinition, ModuleConfig, ModulePlugin } from '@violet/api';
import { aModulePlugin } from '@violet/archive/testing';
import { ensureDefinitions } from '@violet/controller';
import { type Clock, type Cluster, connectCluster } from '@violet/kube';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitModuleConfig } from './await-module-config.ts';
import type { PluginPublication } from './plugin-publication.ts';
import { publishPlugin } from './publish-plugin.ts';

let sandbox: SandboxUnderTest;
let cluster: Cluster;
let counter = 0;

beforeAll(async () => {
  sandbox = await aSandbox();
  cluster = connectCluster({ server: sandbox.address, token: sandbox.token, ca: sandbox.ca });
  await ensureDefinitions(cluster, [ModulePlugin, ModuleConfig].map(customResourceDefinition));
});
afterAll(async () => {
  await cluster.close();
  await sandbox.close();
});

/** Time that passes only by waiting. */
function aClock(): Clock {
  let passed = 0;
  return {
    now: () => new Date(0),
    monotonicMs: () => passed,
    after(delayMs, call) {
      passed += delayMs;
      queueMicrotask(call);
      return () => undefined;
    },
  };
}

async function published(): Promise<PluginPublication> {
  const name = `plugin-${++counter}`;
  const digest = `sha256:${'a'.repeat(64)}`;
  const publication = {
    plugin: aModulePlugin(name, 'v1.0.0'),
    published: { version: 'v1.0.0', repository: `acp/chart-${name}`, digest },
  };
  await publishPlugin(cluster, publication, { force: false });
  return publication;
}

/** What a platform's controller would say. */
async function say({ plugin }: PluginPublication, message: string): Promise<void> {
  const condition = {
    type: 'Ready',
    status: 'False',
    reason: 'VersionNotPublished',
    message,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
  const body = { status: { conditions: [condition] } };
  await cluster.resource(ModulePlugin).patchStatus(plugin.metadata.name ?? '', { type: 'merge', body });
}

const options = (staleMessage?: string) => ({ timeoutMs: 60_000, clock: aClock(), random: () => 0.5, staleMessage });

describe('waiting for a version to be installable', () => {
  it('ends when its ModuleConfig is ready for deploy', async () => {
    const publication = await published();
    const { name } = publication.plugin.spec;
    const config = {
      apiVersion: 'cluster.alauda.io/v1alpha1',
      kind: 'ModuleConfig',
      metadata: { name: `${name}-v1.0.0` },
    };
    await cluster.resource(ModuleConfig).create({ ...config, spec: publication.plugin.spec });
    const body = { status: { readyForDeploy: true } };
    await cluster.resource(ModuleConfig).patchStatus(`${name}-v1.0.0`, { type: 'merge', body });

    await expect(awaitModuleConfig(cluster, publication, options())).resolves.toBeUndefined();
  });

  it('repeats what the platform says against the version', async () => {
    const publication = await published();
    await say(publication, 'v1.0.0: scripts/plugin-config.yaml: config must be a mapping');

    await expect(awaitModuleConfig(cluster, publication, options())).rejects.toMatchObject({
      code: 'Invalid',
      message: `the platform cannot publish moduleplugin ${publication.plugin.spec.name} v1.0.0: scripts/plugin-config.yaml: config must be a mapping`,
    });
  });

  it.each([
    ['says nothing', undefined],
    ['speaks of another version', 'v2.0.0: no such chart'],
  ])('gives up when the platform %s', async (_what, message) => {
    const publication = await published();
    if (message !== undefined) await say(publication, message);

    await expect(awaitModuleConfig(cluster, publication, options())).rejects.toMatchObject({
      code: 'Timeout',
      message: `moduleconfig ${publication.plugin.spec.name}-v1.0.0 is not ready for deploy after 60 s`,
    });
  });

  it('does not take words from before the push for an answer, until time is up', async () => {
    const publication = await published();
    const message = 'v1.0.0: no such chart';
    await say(publication, message);
    const clock = aClock();

    await expect(awaitModuleConfig(cluster, publication, { ...options(message), clock })).rejects.toThrow(message);
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(60_000);
  });
});
