import type { Server, Socket } from 'node:net';

/**
 * Follows the connections of a server; the answer ends all of them. `closeAllConnections` knows only those whose TLS
 * handshake is over: a client that says nothing would keep a server that closes waiting for two minutes.
 */
export function followConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
