import { type Controller, createClusterSet, type Log, silentLog, startControllers } from '@violet/controller';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import type { BuiltinContext } from './context.ts';
import { deploymentController } from './deployment/controller.ts';
import { createEventRecorder } from './events.ts';
import { kubeletController } from './kubelet/controller.ts';
import { allImages, type ImageLookup } from './kubelet/images.ts';
import { registerNodes, renewLeases } from './nodes/keep-nodes.ts';
import { nodeLifecycleController } from './nodes/lifecycle.ts';
import { type NodeOptions, simulatedNodes } from './nodes/node.ts';
import { replicaSetController } from './replica-set/controller.ts';
import { schedulerController } from './scheduler/controller.ts';

export interface BuiltinControllerOptions {
  /** An administrator's client of the cluster. */
  client: Cluster;
  nodes: readonly NodeOptions[];
  /** Which images the nodes can pull; without it all. */
  images?: ImageLookup;
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
  const stopping = new AbortController();
  const renewing = renewLeases({ client, clock, log, nodes }, stopping.signal);
  const context: BuiltinContext = { client, clock, log, events };
  const clusters = createClusterSet();
  const running = startControllers({
    clusters,
    controllers: [...builtinControllers(context), kubeletController(context, nodes, images)],
    identity: 'sandbox',
    lease: 'none',
    clock,
    log,
  });
  clusters.join('sandbox', client);
  return {
    async stop() {
      stopping.abort();
      await running.stop();
      await events.flush();
      await renewing;
    },
  };
}

function builtinControllers(context: BuiltinContext): Controller[] {
  return [
    nodeLifecycleController(),
    schedulerController(context),
    deploymentController(context),
    replicaSetController(context),
  ];
}
