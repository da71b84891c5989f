import { isFailure } from '@violet/machinery';
import { pino } from 'pino';
import { greeting } from './greeting.ts';
import { parseOptions } from './options.ts';
import { startPlatform } from './platform.ts';

const options = parseOptions(process.argv.slice(2));
const log = pino(
  { level: options.logLevel, redact: ['password', '*.password', 'token', '*.token', 'authorization'] },
  pino.destination(2),
);

function fail(error: unknown): never {
  const hint = isFailure(error) && error.hint !== undefined ? ` ${error.hint}` : '';
  const message = isFailure(error) ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`violet: ${message}.${hint}\n`.replaceAll('..', '.'));
  process.exit(1);
}

process.stderr.write('Starting the platform …\n');
const platform = await startPlatform(options, { adminPassword: process.env['VIOLET_ADMIN_PASSWORD'], log }).catch(fail);
process.stdout.write(greeting(platform));

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  process.stderr.write('Stopping …\n');
  await platform.stop().catch(fail);
  process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
