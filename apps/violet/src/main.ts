import { processContext } from './terminal/process-context.ts';
import { violet } from './violet.ts';

process.exitCode = await violet(process.argv.slice(2), processContext());
