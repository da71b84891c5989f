import { isIPv4 } from 'node:net';
import type { Client } from '@grpc/grpc-js';
import type { ConnectivityState } from '@violet/api';

export interface ConnectionOptions {
  /** `host:port`, as the server may know itself. */
  address: string;
  /** What is dialled instead, so that nobody asks a name server again. */
  ips: readonly string[];
  port: number;
}

/** One plaintext gRPC channel to a catalogue, which reconnects by itself until it is closed. */
export interface Connection {
  readonly client: Client;
  close(): void;
}

/** OLM's limit for one message: a larger one breaks the catalogue there, so here it is only a bound. */
const MESSAGE_BYTES = 16 * 1024 * 1024;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 10_000;

/** Dials at once. `onState` hears every change of the channel's state, in order. */
export async function openConnection(
  options: ConnectionOptions,
  onState: (state: ConnectivityState) => void,
): Promise<Connection> {
  // Loaded when the first catalogue is dialled: it costs more time than the rest of a start.
  const { Client, connectivityState, credentials } = await import('@grpc/grpc-js');
  const closing = new AbortController();
  const { target, channelOptions } = targetOf(options);
  const client = new Client(target, credentials.createInsecure(), channelOptions);
  const names = new Map<number, ConnectivityState>([
    [connectivityState.IDLE, 'IDLE'],
    [connectivityState.CONNECTING, 'CONNECTING'],
    [connectivityState.READY, 'READY'],
    [connectivityState.TRANSIENT_FAILURE, 'TRANSIENT_FAILURE'],
    [connectivityState.SHUTDOWN, 'SHUTDOWN'],
  ]);
  const nameOf = (state: number) => names.get(state) ?? 'SHUTDOWN';
  void watchChannel(client.getChannel(), (state) => onState(nameOf(state)), closing.signal);
  return {
    client,
    close() {
      closing.abort();
      client.close();
    },
  };
}

async function watchChannel(
  channel: ReturnType<Client['getChannel']>,
  tell: (state: number) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // `true` dials again where the channel is idle: after the server has dropped its connections.
    const state = channel.getConnectivityState(true);
    tell(state);
    await new Promise<void>((resolve) => channel.watchConnectivityState(state, Infinity, () => resolve()));
  }
}

function targetOf({ address, ips, port }: ConnectionOptions) {
  const channelOptions = {
    'grpc.max_receive_message_length': MESSAGE_BYTES,
    'grpc.initial_reconnect_backoff_ms': FIRST_RETRY_MS,
    'grpc.max_reconnect_backoff_ms': LAST_RETRY_MS,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_channelz': 0,
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    // Whose network is asked is the settings' business, not the environment's.
    'grpc.enable_http_proxy': 0,
    'grpc.default_authority': address.replace(/^dns:(\/\/\/)?/, ''),
  };
  // A target has addresses of one family.
  const four = ips.filter((ip) => isIPv4(ip));
  const target =
    four.length > 0
      ? `ipv4:${four.map((ip) => `${ip}:${port}`).join()}`
      : `ipv6:${ips.map((ip) => `[${ip}]:${port}`).join()}`;
  return { target, channelOptions };
}
