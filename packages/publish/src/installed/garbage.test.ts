import type { Artifact, ArtifactVersion, ModuleConfig, ModulePluginView, OperatorView } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { operatorGarbage, pluginGarbage } from './garbage.ts';

const metadata = (name: string, more: object = {}) => ({
  name,
  uid: name,
  resourceVersion: '1',
  creationTimestamp: '',
  ...more,
});

function view(name: string, version?: string): Stored<OperatorView> {
  const subscription = { name, namespace: name, installedCSV: `${name}.v${version}` };
  const installation = version === undefined ? {} : { installation: { version, subscription } };
  return {
    apiVersion: '',
    kind: '',
    metadata: metadata(name, { namespace: 'region1' }),
    status: { operatorStatus: { phase: 'Ready', ...installation } },
  };
}

const artifact = (name: string, labels: Record<string, string> = {}) =>
  ({ apiVersion: '', kind: '', metadata: metadata(name, { labels }) }) as Stored<Artifact>;

function version(artifactName: string, of: string): Stored<ArtifactVersion> {
  const labels = { 'cpaas.io/artifact-version': artifactName };
  return {
    apiVersion: '',
    kind: '',
    metadata: metadata(`${artifactName}.v${of}`, { labels, annotations: { 'cpaas.io/bundle-version': of } }),
    spec: { present: true, tag: `v${of}` },
    status: { version: `${artifactName}.v${of}` },
  };
}

const none = { artifacts: [], versions: [], subscribed: new Set<string>() };
const names = (items: { type: string; name: string }[]) => items.map(({ type, name }) => `${type} ${name}`);

describe('what is left of operators', () => {
  it('is an Artifact that nobody has installed', () => {
    const objects = { ...none, artifacts: [artifact('idle'), artifact('own', { 'cpaas.io/builtin': 'true' })] };

    expect(operatorGarbage([view('idle'), view('own'), view('absent')], objects, 'region1')).toEqual([
      { type: 'Artifact', name: 'idle', cluster: 'region1' },
    ]);
    const hub = { ...none, artifacts: [artifact('operatorhub-idle')] };
    expect(names(operatorGarbage([view('idle')], hub, 'region1'))).toEqual(['Artifact operatorhub-idle']);
    const subscribed = new Set(['idle']);
    expect(operatorGarbage([view('idle')], { ...objects, subscribed }, 'region1')).toEqual([]);
  });

  it('is each version older than the installed one; a newer one waits for its upgrade', () => {
    const versions = ['1.9.0', '1.10.0', '1.11.0'].map((one) => version('demo', one));
    const objects = { ...none, artifacts: [artifact('demo')], versions };

    expect(names(operatorGarbage([view('demo', '1.10.0')], objects, 'region1'))).toEqual([
      'ArtifactVersion demo.v1.9.0',
    ]);
  });
});

describe('what is left of plugins', () => {
  const config = (of: string) =>
    ({
      metadata: metadata(`demo-${of}`, { labels: { 'cpaas.io/module-name': 'demo' } }),
      spec: { version: of },
    }) as Stored<ModuleConfig>;
  const plugin = (status: ModulePluginView['status']): Stored<ModulePluginView> => ({
    apiVersion: '',
    kind: '',
    metadata: metadata('demo'),
    ...(status === undefined ? {} : { status }),
  });
  const configs = ['v1.9.0', 'v1.10.0', 'v1.11.0'].map(config);

  it('is all of one that is installed nowhere', () => {
    expect(names(pluginGarbage([plugin({ installed: [] })], configs, 'global'))).toEqual([
      'ModulePlugin demo',
      'ModuleConfig demo-v1.9.0',
      'ModuleConfig demo-v1.10.0',
      'ModuleConfig demo-v1.11.0',
    ]);
    expect(pluginGarbage([plugin({ absent: [{ cluster: 'global' }] })], configs, 'global')).toEqual([]);
  });

  it('is what is older than every installed version', () => {
    const installed = ['v1.10.0', 'v1.11.0'].map((one) => ({ cluster: 'global', version: one }));

    expect(names(pluginGarbage([plugin({ installed })], configs, 'global'))).toEqual(['ModuleConfig demo-v1.9.0']);
  });
});
