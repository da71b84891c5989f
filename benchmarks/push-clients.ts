import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../e2e/harness/paths.ts';
import { run } from '../e2e/harness/run.ts';
import { peakIn, reportingPeak } from './peak-memory.ts';
import { type PushImages, tag } from './push-images.ts';

export const pushClients = ['violet', 'skopeo', 'crane', 'oras', 'regctl'] as const;
export type PushClient = (typeof pushClients)[number];

/** A registry to push to. */
export interface PushTarget {
  address: string;
  /** Absent: plain HTTP, and nobody asks who it is. */
  secured?: { ca: string; username: string; password: string };
}

export interface PushRun {
  bin: string;
  images: PushImages;
  target: PushTarget;
  /** What is to be new for this push: state, credentials. */
  directory: string;
  /** What starts violet. */
  launcher: string;
}

/** A push with violet: of one package, or of all in a directory. */
export type VioletPush = Omit<PushRun, 'bin' | 'images'> & { images: Pick<PushImages, 'packed'> };

/** Starts violet on its sources. */
export const sourceLauncher = join(root, 'apps/violet/bin/violet.mjs');

/** Pushes all images: violet in one process, the others in one for each image, one after the other. */
export async function pushWith(client: PushClient, push: PushRun): Promise<void> {
  if (client === 'violet') {
    await pushWithViolet(push);
    return;
  }
  const environment = credentialsOf(push);
  for (const layout of push.images.layouts) {
    const [program, words] = peerCommand(client, push, layout);
    const { code, stderr } = await run(program, words, { environment, timeoutMs: 120_000 });
    if (code !== 0) throw new Error(`${client}: ${stderr}`);
  }
}

/** What violet says on stderr. */
export async function pushWithViolet(
  { images, target, directory, launcher }: VioletPush,
  environment: Record<string, string> = {},
): Promise<string> {
  const { address, secured } = target;
  const access =
    secured === undefined
      ? ['--no-auth', '--plain']
      : ['--username', secured.username, '--password', secured.password, '--registry-ca', secured.ca];
  const words = [launcher, 'push', images.packed, '--skip-crs', '--dest-repo', address, ...access];
  const { code, stderr } = await run(process.execPath, words, {
    environment: { ...environment, VIOLET_STATE_DIR: join(directory, 'state') },
    timeoutMs: 120_000,
  });
  if (code !== 0) throw new Error(`violet: ${stderr}`);
  return stderr;
}

/** The memory of violet at its highest, in MiB. */
export async function peakOfViolet(push: VioletPush): Promise<number> {
  return peakIn(await pushWithViolet(push, reportingPeak));
}

/** What Docker keeps of who has logged in: all peers read it. */
function credentialsOf({ target: { address, secured }, directory }: PushRun): Record<string, string> {
  if (secured === undefined) return {};
  const auth = Buffer.from(`${secured.username}:${secured.password}`).toString('base64');
  const file = join(directory, 'config.json');
  writeFileSync(file, JSON.stringify({ auths: { [address]: { auth } } }));
  return { DOCKER_CONFIG: directory, REGISTRY_AUTH_FILE: file, SSL_CERT_FILE: secured.ca };
}

function peerCommand(
  client: Exclude<PushClient, 'violet'>,
  { bin, target: { address, secured } }: PushRun,
  layout: { directory: string; repository: string },
): [program: string, words: string[]] {
  const isPlain = secured === undefined;
  const to = `${address}/${layout.repository}:${tag}`;
  const from = `${layout.directory}:${tag}`;
  switch (client) {
    case 'skopeo':
      return ['skopeo', ['copy', `--dest-tls-verify=${!isPlain}`, `oci:${from}`, `docker://${to}`]];
    case 'crane':
      return [join(bin, 'crane'), ['push', ...(isPlain ? ['--insecure'] : []), layout.directory, to]];
    case 'oras':
      return [join(bin, 'oras'), ['cp', ...(isPlain ? ['--to-plain-http'] : []), '--from-oci-layout', from, to]];
    case 'regctl': {
      const host = isPlain ? ['--host', `reg=${address},tls=disabled`] : [];
      return [join(bin, 'regctl'), [...host, 'image', 'copy', `ocidir://${from}`, to]];
    }
  }
}
