/** Serves a registry in a process that can be killed, or kills itself at a change of the disk: prints its address. */
import { openRegistry } from '../open-registry.ts';
import { serveRegistry } from '../serve-registry.ts';
import { faultyDisk } from './faulty-disk.ts';

const [, , directory = '', dyingAt = ''] = process.argv;
const disk = faultyDisk((number) => {
  if (number === Number(dyingAt)) process.kill(process.pid, 'SIGKILL');
});
const server = await serveRegistry(await openRegistry({ directory }, ...(dyingAt === '' ? [] : [disk])), { port: 0 });
process.stdout.write(`${server.address}\n`);
