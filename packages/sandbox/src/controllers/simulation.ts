import { randomBytes } from 'node:crypto';
import type { UserInfo } from '@violet/apiserver';
import type { Log } from '@violet/controller';
import { type Clock, connectCluster, systemClock } from '@violet/kube';
import { type Handler, inProcessTransport } from './in-process/transport.ts';
import type { ImageLookup } from './kubelet/images.ts';
import type { NodeOptions } from './nodes/node.ts';
import type { LegacyToken } from './service-account/token-secret.ts';
import { startBuiltinControllers } from './start.ts';

/** What brings a cluster to life: its nodes, and the controllers that every cluster has. */
export interface SimulationOptions {
  nodes: readonly NodeOptions[];
  /** Which images the nodes can pull; without it all. */
  images?: ImageLookup;
  /** How long a pod takes until it runs; without it a moment. */
  podStartMs?: number;
  /** PEM of the authority that signed the cluster's certificate; pods are told to trust it. */
  ca: string;
  clock?: Clock;
  log?: Log;
}

/** The token that the cluster's own controllers use: made at each start, known to nobody else. */
export interface InternalToken {
  token: string;
  user: UserInfo;
}

export function createInternalToken(): InternalToken {
  const user = { username: 'system:kube-controller-manager', groups: ['system:masters', 'system:authenticated'] };
  return { token: randomBytes(32).toString('base64url'), user };
}

/** The cluster, as its own controllers reach it. */
export interface ServerAtHand {
  address: string;
  handler: Handler;
}

/** Starts the controllers as ordinary clients of the cluster, but for their wire: they live in the process that serves it. */
export async function startSimulation(
  { address, handler }: ServerAtHand,
  { token }: InternalToken,
  { ca, nodes, images, podStartMs, clock = systemClock, log }: SimulationOptions,
  legacyToken: LegacyToken,
): Promise<{ stop(): Promise<void> }> {
  const access = { server: address, ca, token };
  const client = connectCluster(access, {
    userAgent: 'kube-controller-manager',
    clock,
    transport: inProcessTransport(handler),
  });
  const options = {
    client,
    ca,
    nodes,
    clock,
    legacyToken,
    ...(images === undefined ? {} : { images }),
    ...(podStartMs === undefined ? {} : { podStartMs }),
    ...(log === undefined ? {} : { log }),
  };
  const controllers = await startBuiltinControllers(options).catch(async (error: unknown) => {
    await client.close();
    throw error;
  });
  return {
    async stop() {
      await controllers.stop();
      await client.close();
    },
  };
}
