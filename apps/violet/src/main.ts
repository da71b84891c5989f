import { processContext } from './terminal/process-context.ts';
import { violet } from './violet.ts';

// What was typed may hold a password, and others on the machine can list processes. On Windows it would name the window.
if (process.platform !== 'win32') process.title = 'violet';
process.exitCode = await violet(process.argv.slice(2), processContext());
