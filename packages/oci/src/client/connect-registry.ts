import { Failure } from '@violet/machinery';
import { isDigest, parseDigest } from '../digest.ts';
import { apiHost, repositoryAt } from '../docker-hub.ts';
import { isRegistryAddress, isRepository, isTag } from '../reference.ts';
import { cancelUpload, getBlob, headBlob, mountBlob, readBlob } from './contents/blobs.ts';
import { deleteManifest, getManifest, headManifest } from './contents/manifests.ts';
import { putWithReferrer } from './contents/referrers.ts';
import { listTags } from './contents/tags.ts';
import { patiently } from './pace/retry.ts';
import type { Registry, RegistryOptions } from './registry.ts';
import { uploadBlob } from './upload/upload.ts';
import { discard } from './wire/answer.ts';
import { createTransport, locationUrl, type Transport } from './wire/transport.ts';

/** Makes the client of one registry; nothing is sent yet. Throws an Invalid failure for an address that is none. */
export function connectRegistry(options: RegistryOptions): Registry {
  if (!isRegistryAddress(options.address)) {
    throw new Failure('Invalid', `"${options.address}" is not the address of a registry`, {
      hint: 'write host or host:port, without https:// and path',
    });
  }
  const base = new URL(`${options.plain === true ? 'http' : 'https'}://${apiHost(options.address)}`);
  return registryOver(createTransport(options, base));
}

function registryOver(transport: Transport): Registry {
  const { address } = transport.options;
  const checked = (repository: string) => repositoryAt(address, requireRepository(repository));
  return {
    address,
    paced: (pace) => registryOver(transport.paced(pace)),
    foresee: (repositories) => transport.foresee(repositories.map(checked)),
    ping: () => ping(transport),
    headBlob: async (repository, digest) => headBlob(transport, checked(repository), parsed(digest)),
    getBlob: async (repository, digest) => getBlob(transport, checked(repository), parsed(digest)),
    readBlob: async (repository, digest, maxBytes) =>
      readBlob(transport, checked(repository), parsed(digest), maxBytes),
    mountBlob: async (repository, digest, from) => {
      const outcome = await mountBlob(transport, checked(repository), parsed(digest), checked(from));
      if (!outcome.mounted && outcome.answered !== undefined)
        await cancel(transport, checked(repository), outcome.answered);
      return outcome.mounted;
    },
    uploadBlob: async (repository, upload) => {
      parsed(upload.digest);
      return uploadBlob(transport, checked(repository), upload);
    },
    headManifest: async (repository, reference) => headManifest(transport, checked(repository), named(reference)),
    getManifest: async (repository, reference) => getManifest(transport, checked(repository), named(reference)),
    putManifest: async (repository, reference, bytes, mediaType, tag) => {
      const put = { bytes, mediaType, tag: tag === undefined ? undefined : named(tag) };
      return putWithReferrer(transport, checked(repository), named(reference), put);
    },
    deleteManifest: async (repository, reference) => deleteManifest(transport, checked(repository), named(reference)),
    listTags: async (repository) => listTags(transport, checked(repository)),
    close: () => transport.close(),
  };
}

/** What nobody can be expected to mend while a person waits to hear of it. */
const notThere = new Set(['ConnectionRefused', 'ConnectionTimeout', 'HostUnknown']);

/** One try where nobody is there: whoever pings wants to know now. A registry that is there and busy is asked again. */
async function ping(transport: Transport): Promise<void> {
  const greet = { method: 'GET', url: '/v2/', scopes: [], doing: 'greeting it', expect: [200] } as const;
  const patience = transport.newPatience();
  const { message } = await patiently(() => transport.ask(greet), {
    ...patience,
    pause: async (error) => {
      if (error instanceof Failure && notThere.has(error.reason ?? '')) throw error;
      await patience.pause(error);
    },
  });
  await discard(message);
}

async function cancel(
  transport: Transport,
  repository: string,
  answered: Awaited<ReturnType<Transport['ask']>>,
): Promise<void> {
  const { location } = answered.message.headers;
  if (location === undefined) return;
  await cancelUpload(transport, repository, locationUrl(transport.base, location, answered.url, 'ending an upload'));
}

/** Names go into URLs as they are: only those that mean nothing else there. */
function requireRepository(repository: string): string {
  if (isRepository(repository)) return repository;
  throw new Failure('Invalid', `"${repository.slice(0, 200)}" is not a repository name`, {
    hint: 'a repository is lower-case letters, digits and .-_ in parts separated by /',
  });
}

function parsed(digest: string): string {
  parseDigest(digest);
  return digest;
}

function named(reference: string): string {
  if (isDigest(reference) || isTag(reference)) return reference;
  throw new Failure('Invalid', `"${reference.slice(0, 200)}" is neither a tag nor a digest`);
}
