import { fieldManagers, ModuleInfo, moduleInfoReasons } from '@violet/api';
import { defineController, done, type Step, watch } from '@violet/controller';
import type { Applied, ResourceClient } from '@violet/kube';
import { isFailure } from '@violet/machinery';
import { refuseMalformed } from './admission.ts';
import { appliedForRequest, canonicalNameOf, isRequest } from './request.ts';
import { writeStanding } from './status.ts';

interface RequestWorld {
  canonicalName: string | undefined;
  /** The canonical object, live: its deletion must be over before it can be made anew. */
  canonical: ModuleInfo | undefined;
  applyCanonical(object: Applied<ModuleInfo>): Promise<unknown>;
  deleteRequest(request: ModuleInfo): Promise<unknown>;
}

/** What the webhook refuses is refused here too, where the webhook did not answer. */
const requireWellFormed: Step<ModuleInfo, RequestWorld> = (request, _world, { now }) => {
  const failure = refuseMalformed(request);
  if (failure === undefined) return undefined;
  writeStanding(
    request,
    { is: 'refused', refusal: { reason: moduleInfoReasons.invalid, message: failure.message, waits: false } },
    now(),
  );
  return done;
};

/** Carries a request over to its canonical name. Every step may be repeated: a crash between two of them loses nothing. */
const adopt: Step<ModuleInfo, RequestWorld> = async (request, world) => {
  if (world.canonicalName === undefined || request.metadata.deletionTimestamp !== undefined) return done;
  // Its going is watched.
  if (world.canonical?.metadata.deletionTimestamp !== undefined) return done;
  await world.applyCanonical(appliedForRequest(request, world.canonicalName));
  await world.deleteRequest(request);
  return done;
};

/** ModuleInfos under temporary names: they get no finalizer and no phase, and give way to the canonical name. */
export function moduleInfoRequestController() {
  return defineController<ModuleInfo, RequestWorld>({
    name: 'module-info-request',
    scope: 'hub',
    kind: ModuleInfo,
    concerns: isRequest,
    watches: [
      watch<ModuleInfo>({
        kind: ModuleInfo,
        keys: ({ metadata }, _cluster, reader) =>
          reader
            .list(ModuleInfo)
            .filter((info) => isRequest(info) && canonicalNameOf(info) === metadata.name)
            .map((request) => ({ name: request.metadata.name })),
      }),
    ],
    observe: async (request, reader) => {
      const infos = reader.client.resource(ModuleInfo);
      const canonicalName = canonicalNameOf(request);
      return {
        canonicalName,
        canonical: canonicalName === undefined ? undefined : await infos.get(canonicalName),
        applyCanonical: (object) => infos.apply(object, { fieldManager: fieldManagers.request, force: true }),
        deleteRequest: (object) => deleteUnchanged(infos, object),
      };
    },
    steps: [requireWellFormed, adopt],
  });
}

/** A request that changed in the meantime is a new request: its own event brings it back here. */
async function deleteUnchanged(infos: ResourceClient<ModuleInfo>, { metadata }: ModuleInfo): Promise<void> {
  const { name = '', uid, resourceVersion } = metadata;
  const preconditions = {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  try {
    await infos.delete(name, { preconditions });
  } catch (error) {
    if (!isFailure(error, 'Conflict', 'NotFound')) throw error;
  }
}
