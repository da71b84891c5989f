import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const host = '127.0.0.1';

/** Stands between a catalogue and its clients, as a network that can break. */
export interface Relay {
  /** Ends all connections, and takes none from now on. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRelay(port: number, target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  function follow(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  }

  async function mend(): Promise<void> {
    server = createServer((client) => {
      const behind = connect(target, host);
      for (const socket of [client, behind]) follow(socket);
      client.once('close', () => behind.destroy());
      behind.once('close', () => client.destroy());
      client.pipe(behind).pipe(client);
    }).listen(port, host);
    await once(server, 'listening');
  }

  async function cut(): Promise<void> {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    const closed = once(closing, 'close');
    closing.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await mend();
  return { cut, mend, stop: cut };
}
