import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { Failure, isJsonObject } from '@violet/machinery';
import { type Credentials, isDockerHub } from '@violet/oci';
import type { Context } from '../command/context.ts';
import { programPlaces } from './program-places.ts';

const maxOutputBytes = 64 * 1024;
/** A person may have to unlock a key ring. */
const defaultTimeoutMs = 60_000;
/** What every helper prints for a registry that it does not know (docker-credential-helpers, credentials/error.go). */
const notFound = 'credentials not found in native keychain';

interface Answer {
  code: number | null;
  output: string;
}

/**
 * What the program `docker-credential-<name>` has for a registry, by Docker's protocol: `get`, the registry on stdin, JSON on
 * stdout. Undefined where it has nothing. What it prints is never repeated: it may hold the secret.
 */
export async function askCredentialHelper(
  name: string,
  registry: string,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
  timeoutMs: number = defaultTimeoutMs,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  const server = isDockerHub(registry) ? 'https://index.docker.io/v1/' : registry;
  const file = await findProgram(program, env);
  if (file === undefined) throw notInstalled(program, registry);
  const answer = await run(file, server, env, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])).catch(
    (cause: NodeJS.ErrnoException) => {
      throw notRun(program, registry, cause, timeoutMs);
    },
  );
  if (answer.code === 0) return credentialsIn(answer.output, program, registry);
  if (answer.output.includes(notFound)) return undefined;
  throw failed(program, registry, `it ended with ${answer.code ?? 'a signal'}`);
}

async function findProgram(program: string, env: Context['env']): Promise<string | undefined> {
  for (const place of programPlaces(program, env)) {
    const isExecutable = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    const found = isExecutable ? await stat(place).catch(() => undefined) : undefined;
    if (found?.isFile() === true) return place;
  }
  return undefined;
}

/** Without a shell, and without the secrets that violet itself was given. */
function run(file: string, server: string, env: Context['env'], signal: AbortSignal): Promise<Answer> {
  const own = Object.entries(env).filter(([key]) => !key.startsWith('VIOLET_'));
  return new Promise((resolve, reject) => {
    const helper = spawn(file, ['get'], {
      env: Object.fromEntries(own),
      stdio: ['pipe', 'pipe', 'ignore'],
      shell: false,
      windowsHide: true,
      signal,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let size = 0;
    helper.once('error', reject);
    helper.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutputBytes) chunks.push(chunk);
      else helper.kill('SIGKILL');
    });
    helper.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
    // One that knows its answer without reading what it is asked closes its end.
    helper.stdin.on('error', () => undefined);
    helper.stdin.end(server);
  });
}

function credentialsIn(output: string, program: string, registry: string): Credentials | undefined {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    // The parser's own words quote the text.
  }
  if (!isJsonObject(value) || typeof value.Username !== 'string' || typeof value.Secret !== 'string') {
    throw failed(program, registry, 'its answer is not what credential helpers answer');
  }
  if (value.Username === '' && value.Secret === '') return undefined;
  return value.Username === '<token>'
    ? { refreshToken: value.Secret }
    : { username: value.Username, password: value.Secret };
}

function notInstalled(program: string, registry: string): Failure {
  return new Failure('NotFound', `credential helper ${program} for ${registry} is not installed`, {
    reason: 'HelperMissing',
    hint: 'Install it where PATH finds it, take it out of the configuration, or give --username and --password.',
  });
}

function notRun(program: string, registry: string, cause: NodeJS.ErrnoException, timeoutMs: number): Failure {
  const why = cause.name === 'AbortError' ? `it did not answer within ${timeoutMs / 1000} s` : `${cause.code}`;
  return failed(program, registry, why);
}

function failed(program: string, registry: string, why: string): Failure {
  return new Failure('InternalError', `credential helper ${program} for ${registry}: ${why}`, {
    reason: 'HelperFailed',
    hint: `See what it says: echo ${registry} | ${program} get`,
  });
}
