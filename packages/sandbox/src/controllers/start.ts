import {
  type Controller,
  createClusterSet,
  createEventRecorder,
  type Log,
  silentLog,
  startControllers,
} from '@violet/controller';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import { clusterRoleController } from './cluster-role/controller.ts';
import type { BuiltinContext } from './context.ts';
import { cronJobController } from './cron-job/controller.ts';
import { daemonSetController } from './daemon-set/controller.ts';
import { deploymentController } from './deployment/controller.ts';
import { endpointsController } from './endpoints/controller.ts';
import { startGarbageCollector } from './garbage/collector.ts';
import { jobController } from './job/controller.ts';
import { StorageClass } from './kinds/storage.ts';
import { kubeletController } from './kubelet/controller.ts';
import { allImages, type ImageLookup } from './kubelet/images.ts';
import { namespaceController } from './namespace/controller.ts';
import { registerNodes, renewLeases } from './nodes/keep-nodes.ts';
import { nodeLifecycleController } from './nodes/lifecycle.ts';
import { type NodeOptions, simulatedNodes } from './nodes/node.ts';
import { replicaSetController } from './replica-set/controller.ts';
import { schedulerController } from './scheduler/controller.ts';
import { serviceAccountController } from './service-account/controller.ts';
import { type LegacyToken, tokenSecretController } from './service-account/token-secret.ts';
import { statefulSetController } from './stateful-set/controller.ts';
import { claimController, defaultStorageClass } from './volumes/claim-controller.ts';
import { volumeController } from './volumes/volume-controller.ts';

export interface BuiltinControllerOptions {
  /** An administrator's client of the cluster. */
  client: Cluster;
  nodes: readonly NodeOptions[];
  /** PEM of the authority that pods are to trust when they talk to the API. */
  ca: string;
  /** Signs the tokens of Secrets that ask for one; without it they stay empty. */
  legacyToken?: LegacyToken;
  /** Which images the nodes can pull; without it all. */
  images?: ImageLookup;
  /** How long a pod takes until it runs; without it a moment. */
  podStartMs?: number;
  clock?: Clock;
  log?: Log;
}

export interface BuiltinControllers {
  stop(): Promise<void>;
}

/** Starts what kube-controller-manager, scheduler and kubelets do in a real cluster. Resolves when the nodes are registered. */
export async function startBuiltinControllers(options: BuiltinControllerOptions): Promise<BuiltinControllers> {
  const { client, images = allImages, clock = systemClock, log = silentLog } = options;
  const nodes = simulatedNodes(options.nodes);
  const events = createEventRecorder(client, clock, log);
  await registerNodes({ client, clock, log, nodes });
  await client.resource(StorageClass).apply(defaultStorageClass, { fieldManager: 'sandbox', force: true });
  const stopping = new AbortController();
  const renewing = renewLeases({ client, clock, log, nodes }, stopping.signal);
  const context: BuiltinContext = { client, clock, log, events };
  const clusters = createClusterSet();
  const running = startControllers({
    clusters,
    controllers: [
      ...builtinControllers(context),
      serviceAccountController(options.ca),
      ...(options.legacyToken === undefined ? [] : [tokenSecretController(options.ca, options.legacyToken)]),
      kubeletController(context, { nodes, images, startMs: options.podStartMs }),
    ],
    identity: 'sandbox',
    lease: 'none',
    clock,
    log,
  });
  clusters.join('sandbox', client);
  const collector = startGarbageCollector({ client, clock, log });
  return {
    async stop() {
      stopping.abort();
      await Promise.all([running.stop(), collector.stop()]);
      await events.flush();
      await renewing;
    },
  };
}

function builtinControllers(context: BuiltinContext): Controller[] {
  return [
    namespaceController(),
    nodeLifecycleController(),
    schedulerController(context),
    deploymentController(context),
    replicaSetController(context),
    daemonSetController(context),
    statefulSetController(context),
    jobController(context),
    cronJobController(context),
    endpointsController(),
    claimController(context),
    volumeController(),
    clusterRoleController(),
  ];
}
