import { once } from 'node:events';
import { createServer } from 'node:net';
import { threadId } from 'node:worker_threads';

/** Below those that systems give to whoever connects: a program that starts seconds later still finds them free. */
const [lowest, count] = [10_000, 20_000];
/** Processes and threads that run at once begin at others. */
const ownPorts = 16;
let next = (process.pid + threadId * 331) * ownPorts;

/** That many ports of the loopback address which are free, each another one. */
export async function freePorts(wanted: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < wanted; tried++) {
    if (tried === count) throw new Error(`${wanted} ports of ${lowest} to ${lowest + count - 1} are not free`);
    const port = lowest + (next++ % count);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
