/** Serves our registry in a process of its own; tells its address, and when asked how far its event loop was behind. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openRegistry, serveRegistry } from '@violet/registry';

const [, , directory = ''] = process.argv;
const server = await serveRegistry(await openRegistry({ directory }), { port: 0 });
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();

const milliseconds = (nanoseconds: number) => nanoseconds / 1e6;
process.on('message', () => {
  process.send?.({ p99: milliseconds(delays.percentile(99)), max: milliseconds(delays.max) });
  delays.reset();
});
process.on('disconnect', () => process.exit(0));
process.send?.({ address: server.address });
