import { labels, ModuleConfig, ModuleInfo, moduleConfigName } from '@violet/api';
import type { AdmissionHandler, AdmissionRequest, Webhook } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import type { Failure } from '@violet/machinery';
import { refuseMalformed, refuseRelabelled, refuseRemoval, refuseSecondCreate } from './admission.ts';
import { canonicalNameOf, isRequest } from './request.ts';

const path = '/validate-moduleinfo';

/** Asked for every ModuleInfo that people write; its status is written without it. */
export const moduleInfoWebhook: Webhook = {
  name: 'moduleinfo.cluster.alauda.io',
  path,
  rules: [
    {
      apiGroups: [ModuleInfo.group],
      apiVersions: [ModuleInfo.version],
      resources: [ModuleInfo.plural],
      operations: ['CREATE', 'UPDATE', 'DELETE'],
      scope: 'Cluster',
    },
  ],
};

/** The same verdicts that the reconcilers reach, at once. `hub` is read live: a cache would let two creates through. */
export function moduleInfoAdmission(hub: () => Cluster | undefined): AdmissionHandler {
  return {
    path,
    review: async (request) => {
      const failure = await refuse(request as AdmissionRequest<ModuleInfo>, hub());
      if (failure !== undefined) throw failure;
      return undefined;
    },
  };
}

async function refuse(request: AdmissionRequest<ModuleInfo>, hub: Cluster | undefined): Promise<Failure | undefined> {
  const { operation, object, oldObject } = request;
  if (operation === 'DELETE') return await refuseDelete(oldObject ?? undefined, hub);
  if (object === undefined || object === null) return undefined;
  // What is being removed takes only the removal of its finalizer.
  if (object.metadata.deletionTimestamp !== undefined) return undefined;
  const malformed = refuseMalformed(object);
  if (malformed !== undefined) return malformed;
  if (operation === 'UPDATE') return oldObject ? refuseRelabelled(object, oldObject) : undefined;
  if (!isRequest(object) || hub === undefined) return undefined;
  const name = canonicalNameOf(object);
  return refuseSecondCreate(object, name === undefined ? undefined : await hub.resource(ModuleInfo).get(name));
}

async function refuseDelete(info: ModuleInfo | undefined, hub: Cluster | undefined): Promise<Failure | undefined> {
  const plugin = info?.metadata.labels?.[labels.moduleName];
  if (info === undefined || plugin === undefined || hub === undefined || isRequest(info)) return undefined;
  const version = info.status?.version ?? '';
  if (version === '') return undefined;
  return refuseRemoval(info, await hub.resource(ModuleConfig).get(moduleConfigName(plugin, version)));
}
