import { processContext } from './terminal/process-context.ts';
import { keepHeapSmall } from './terminal/small-heap.ts';
import { violet } from './violet.ts';

// What was typed may hold a password, and others on the machine can list processes. On Windows it would name the window.
if (process.platform !== 'win32') process.title = 'violet';
keepHeapSmall();
const context = processContext();
process.exitCode = await violet(process.argv.slice(2), context);
// What was cut off may leave a connection that nothing can close: to a proxy that says nothing, for one.
if (process.exitCode !== 0) context.endIfStopped();
else if (context.signal.aborted) process.exit();
