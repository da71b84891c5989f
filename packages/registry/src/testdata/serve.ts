/** Serves a registry in a process that can be killed: prints its address. */
import { openRegistry } from '../open-registry.ts';
import { serveRegistry } from '../serve-registry.ts';

const [, , directory = ''] = process.argv;
const server = await serveRegistry(await openRegistry({ directory }), { port: 0 });
process.stdout.write(`${server.address}\n`);
