import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CountingProxy {
  /** `host:port`. */
  address: string;
  /** Bytes that clients have sent since the start, headers included. */
  bytes(): number;
  /** Calls once, when clients have sent so many more bytes than by now. */
  after(bytes: number, deed: () => void): void;
  close(): Promise<void>;
}

/** Passes on connections to another port of this machine as they are, and counts what clients send. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const port = Number(target.split(':').at(-1));
  const sockets = new Set<Socket>();
  let count = 0;
  let due: { at: number; deed: () => void } | undefined;
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      // What a client that was killed has sent still arrives; after that the connection is as cut there as it is here.
      socket.on('error', () => other.destroySoon());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroySoon();
      });
    }
    client.on('data', (chunk: Buffer) => {
      count += chunk.length;
      if (due === undefined || count < due.at) return;
      const { deed } = due;
      due = undefined;
      deed();
    });
    client.pipe(upstream);
    upstream.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => count,
    after: (bytes, deed) => {
      due = { at: count + bytes, deed };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
