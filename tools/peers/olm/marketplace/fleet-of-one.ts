import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customResourceDefinition, Namespace, productKinds, systemNamespace } from '@violet/api';
import { openPackage } from '@violet/archive';
import {
  createAuthority,
  createClusterSet,
  ensureDefinitions,
  ensureWebhookConfiguration,
  issueServerCertificate,
  startControllers,
  startWebhookServer,
} from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { type OperatorMarket, type OperatorMarketSettings, openOperatorMarket } from '@violet/marketplace';
import { connectRegistry } from '@violet/oci';
import { pushPackages } from '@violet/publish';
import { startTestRegistry } from '@violet/registry/testing';
import { findSamples, packSample } from '../../../../samples/pack.ts';
import { startCluster } from '../../cluster.ts';
import type { RealOlm } from '../real-olm.ts';
import { startUnpackJobs } from './unpack-jobs.ts';

/** A real cluster with an operator life-cycle engine, a registry, and the marketplace at work between them. */
export interface FleetOfOne {
  cluster: Cluster;
  /** Pushes the package of a sample, as violet does. */
  push(name: string, version: string): Promise<void>;
  pushPackage(path: string): Promise<void>;
  /** What is in its registry begins with this. */
  registryAddress: string;
  stop(): Promise<void>;
}

const name = 'business';
const host = '127.0.0.1';

export type StartEngine = (bin: string, directory: string, kubeconfig: string) => Promise<RealOlm>;

/** Whether operators are looked after by upstream's OLM or ours is for `startEngine` to say. */
export async function startFleetOfOne(
  bin: string,
  startEngine: StartEngine,
  placeOf?: OperatorMarketSettings['placeOf'],
): Promise<FleetOfOne> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-marketplace-'));
  const peer = await startCluster(bin, join(directory, 'cluster'));
  const engine = await startEngine(bin, join(directory, 'olm'), peer.kubeconfig);
  const server = await startTestRegistry();
  const registry = connectRegistry({ address: server.address, plain: true });
  const cluster = connectCluster(parseKubeconfig(readFileSync(peer.kubeconfig, 'utf8')).access());
  await ensureDefinitions(cluster, productKinds.filter(({ home }) => home === 'member').map(customResourceDefinition));
  await cluster
    .resource(Namespace)
    .apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } }, { fieldManager: 'peers' });
  const market = openOperatorMarket({
    openRegistry: (address) => connectRegistry({ address, plain: true }),
    ...(placeOf === undefined ? {} : { placeOf }),
  });
  const webhooks = await startGuard(market, cluster);
  const clusters = createClusterSet();
  clusters.join(name, cluster);
  const controllers = startControllers({ clusters, controllers: market.controllers, identity: 'peers', lease: 'none' });
  const unpacking = startUnpackJobs(cluster, bin, peer.kubeconfig);
  const pushPackage = async (path: string) => {
    const file = await openPackage(path);
    try {
      const [report] = await pushPackages({ files: [file], registry, cluster });
      if (report?.failure !== undefined) throw report.failure;
    } finally {
      await file.close();
    }
  };
  return {
    cluster,
    registryAddress: server.address,
    pushPackage,
    async push(operator, version) {
      const sample = findSamples().find((one) => one.name === operator && one.version === version);
      if (sample === undefined) throw new Error(`there is no sample ${operator} ${version}`);
      await pushPackage(await packSample(sample, directory));
    },
    async stop() {
      await unpacking.stop();
      await controllers.stop();
      await webhooks.close();
      await market.close();
      registry.close();
      await cluster.close();
      await engine.stop();
      await peer.stop();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function startGuard(market: OperatorMarket, cluster: Cluster): Promise<{ close(): Promise<void> }> {
  const authority = await createAuthority({ commonName: 'the guard' });
  const identity = await issueServerCertificate(authority, { commonName: 'guard', hosts: [host] });
  const { handler, webhooks } = market.guard(name, () => cluster);
  const server = await startWebhookServer({ identity, handlers: [handler], host });
  const url = `https://${host}:${server.port}`;
  const configuration = { type: 'validating', name: 'violet-guard', url, ca: authority.certificate } as const;
  await ensureWebhookConfiguration(cluster, { ...configuration, webhooks });
  return server;
}
