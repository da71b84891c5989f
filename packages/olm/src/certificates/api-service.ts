import { ApiService, type ApiServiceDescription, ClusterServiceVersion, type SubscriptionConfig } from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { Failure, type Stored } from '@violet/machinery';
import { csvKind, labelledOwner, managedLabel, ownerLabels } from '../ownership/owner.ts';
import { serviceNameOf } from './names.ts';
import { portOf } from './resources.ts';

type Csv = Stored<ClusterServiceVersion>;

/** Whether a CSV may take over an APIService: it is its own, of the one that it replaces, or of one that is leaving. */
export function isAdoptable(
  service: Stored<ApiService>,
  csv: Csv,
  find: (name: string, namespace: string) => Csv | undefined,
): boolean {
  const owner = labelledOwner(service, csvKind);
  if (owner === undefined || owner.name === '' || owner.namespace === '') return false;
  if (owner.namespace === csv.metadata.namespace) {
    const { replaces } = csv.spec;
    if (owner.name === csv.metadata.name) return true;
    if (owner.name === replaces && find(owner.name, owner.namespace) !== undefined) return true;
  }
  const phase = find(owner.name, owner.namespace)?.status?.phase;
  return phase === 'Replacing' || phase === 'Deleting';
}

/** The way to look for a CSV of any namespace in the cache. */
export function csvFinder(reader: Reader): (name: string, namespace: string) => Csv | undefined {
  return (name, namespace) => reader.get(ClusterServiceVersion, name, namespace);
}

/** Registers an API that the CSV serves; `caBundle` in base64. */
export async function putApiService(
  api: ApiServiceDescription,
  csv: Csv,
  config: SubscriptionConfig | undefined,
  caBundle: string,
  means: { actor: Cluster; reader: Reader },
): Promise<void> {
  const name = `${api.version}.${api.group}`;
  const services = means.actor.resource(ApiService);
  const existing = await services.get(name);
  if (existing !== undefined && !isAdoptable(existing, csv, csvFinder(means.reader)))
    throw new Failure('Conflict', `pre-existing APIService ${name} is not adoptable`);
  const annotations = config?.annotations;
  const base: ApiService = existing ?? {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name, ...(annotations === undefined ? {} : { annotations }) },
    spec: { group: api.group, version: api.version, groupPriorityMinimum: 2000, versionPriority: 15 },
  };
  const wanted: ApiService = {
    ...base,
    metadata: { ...base.metadata, labels: { ...base.metadata.labels, ...ownerLabels(csv), ...managedLabel } },
    spec: { ...base.spec, service: serviceOf(api, csv), caBundle },
  };
  const options = { fieldManager: 'olm' };
  const written =
    existing === undefined ? await services.create(wanted, options) : await services.replace(wanted, options);
  await means.reader.whenSeen(ApiService, written);
}

function serviceOf(api: ApiServiceDescription, csv: Csv) {
  return {
    namespace: csv.metadata.namespace ?? '',
    name: serviceNameOf(api.deploymentName ?? ''),
    port: portOf(api),
  };
}
