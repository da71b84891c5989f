import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogSource, Deployment } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { freePorts } from '../../../../e2e/harness/free-ports.ts';
import type { Processes } from '../../processes.ts';
import { olmNamespace } from '../surroundings.ts';
import { opmServe } from './stand-ins/opm-container.ts';

const applied = { fieldManager: 'peers', force: true };

/** What the suite looks for by name: a catalogue that is READY, and the Deployments that a packaged OLM would run in. */
export async function writeSuiteObjects(
  cluster: Cluster,
  { bin, directory, processes }: { bin: string; directory: string; processes: Processes },
): Promise<void> {
  const address = await startCatalog(bin, directory, processes);
  const name = 'operatorhubio-catalog';
  await cluster.resource(CatalogSource, olmNamespace).apply(
    {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'CatalogSource',
      metadata: { name, namespace: olmNamespace },
      spec: { sourceType: 'grpc', address, displayName: 'Community Operators', publisher: 'OperatorHub.io' },
    },
    applied,
  );
  const tls = ['--tls-cert', '/srv-cert/tls.crt', '--tls-key', '/srv-cert/tls.key'];
  await cluster.resource(Deployment, olmNamespace).apply(deployment('olm-operator', 'olm', 8443, tls), applied);
  await cluster.resource(Deployment, olmNamespace).apply(deployment('catalog-operator', 'catalog', 8080, []), applied);
}

async function startCatalog(bin: string, directory: string, processes: Processes): Promise<string> {
  const [port = 0] = await freePorts(1);
  const configs = join(directory, 'catalog');
  mkdirSync(configs, { recursive: true });
  const documents = [
    { schema: 'olm.package', name: 'nothing', defaultChannel: 'stable' },
    { schema: 'olm.channel', package: 'nothing', name: 'stable', entries: [{ name: 'nothing.v1.0.0' }] },
    {
      schema: 'olm.bundle',
      package: 'nothing',
      name: 'nothing.v1.0.0',
      image: 'example.invalid/nothing:1.0.0',
      properties: [
        { type: 'olm.package', value: { packageName: 'nothing', version: '1.0.0' } },
        // Without it the package has no PackageManifest.
        { type: 'olm.csv.metadata', value: { displayName: 'Nothing' } },
      ],
    },
  ];
  writeFileSync(join(configs, 'catalog.json'), documents.map((one) => JSON.stringify(one)).join('\n'));
  processes.start('opm', join(bin, 'opm'), opmServe(configs, port, directory));
  return `127.0.0.1:${port}`;
}

function deployment(name: string, program: string, containerPort: number, tls: readonly string[]) {
  const labels = { app: name };
  const container = {
    name,
    image: 'example.invalid/olm:v0.38.0',
    command: [`/bin/${program}`],
    args: ['--namespace', olmNamespace, ...tls],
    ports: [{ name: 'metrics', containerPort }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: olmNamespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}
