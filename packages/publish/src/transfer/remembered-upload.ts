import { apiHost, type BlobUpload } from '@violet/oci';
import type { PushMemory, UploadKey } from '../memory/push-memory.ts';

/** Less is sent again sooner than it is written down. */
const worthRemembering = 1024 * 1024;
/** How often the offset is written down; the registry's own count is what a later run goes by. */
const offsetSteps = 16 * 1024 * 1024;

type Remembering = Pick<BlobUpload, 'resume' | 'onSession' | 'onProgress'>;

/** What makes an upload one that a later run continues, and continues what an earlier one began. */
export function rememberedUpload(memory: PushMemory | undefined, key: UploadKey, size: number): Remembering {
  if (memory === undefined || size < worthRemembering) return {};
  const earlier = memory.upload(key);
  let location: string | undefined;
  let written = 0;
  return {
    ...(earlier === undefined ? {} : { resume: { location: earlier.location, offset: earlier.offset } }),
    onSession(session) {
      location = session?.location;
      if (location !== undefined && isOfRegistry(location, key.registry)) {
        written = session?.offset ?? 0;
        memory.keepUpload({ ...key, size, location, offset: Math.min(written, size) });
      } else {
        location = undefined;
        memory.dropUpload(key);
      }
    },
    onProgress(bytes) {
      if (location === undefined || bytes < written + offsetSteps) return;
      written = bytes;
      memory.keepUpload({ ...key, size, location, offset: bytes });
    },
  };
}

/** The repository of those where most of the blob is already. */
export function repositoryOfUpload(
  memory: PushMemory | undefined,
  registry: string,
  digest: string,
  repositories: readonly string[],
): string | undefined {
  let best: { repository: string; offset: number } | undefined;
  for (const repository of repositories) {
    const upload = memory?.upload({ registry, repository, digest });
    if (upload !== undefined && upload.offset >= (best?.offset ?? 0)) best = upload;
  }
  return best?.repository;
}

/** The address of an upload on another host may itself be a secret: storage that it is signed for. */
function isOfRegistry(location: string, registry: string): boolean {
  const { protocol, host } = new URL(location);
  return host === new URL(`${protocol}//${apiHost(registry)}`).host;
}
