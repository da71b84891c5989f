import { connect, createServer, type Server } from 'node:net';

/** Listens on an address of the cluster's network; each connection goes where `target` says then, or is refused. */
export function relay(
  listen: { host: string; port: number },
  target: () => { host: string; port: number } | undefined,
): Server {
  const server = createServer((client) => {
    const to = target();
    if (to === undefined) return void client.destroy();
    const onward = connect(to.port, to.host);
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    client.pipe(onward).pipe(client);
  });
  // A second Service or Pod may want the same address a moment after the first went.
  return server.on('error', () => undefined).listen(listen.port, listen.host);
}
