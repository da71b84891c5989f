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

/** One line that says what and what to do; where an error came from is for the log. */
function fail(error: unknown): never {
  log.debug({ err: error }, 'the platform cannot go on');
  const { message } = error instanceof Error ? error : { message: String(error) };
  const hint = isFailure(error) ? error.hint : 'Start with --log-level debug to see where this comes from.';
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  process.stderr.write(
    `violet: ${[sentence, hint ?? '']
      .join(' ')
      .replaceAll(/\s*\n\s*/g, ' ')
      .trim()}\n`,
  );
  process.exit(1);
}

process.stderr.write('Starting the platform …\n');
const platform = await startPlatform(options, { adminPassword: process.env['VIOLET_ADMIN_PASSWORD'], log }).catch(fail);

let stopping = false;
async function stop(): Promise<void> {
  // Who asks twice does not want to wait.
  if (stopping) process.exit(1);
  stopping = true;
  process.stderr.write('Stopping …\n');
  await platform.stop().catch(fail);
  process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// Last, because whoever waits for these lines may stop us right after them.
process.stdout.write(greeting(platform));
