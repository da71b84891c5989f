import type { ClusterServiceVersion } from '@violet/api';
import { Failure, type KubernetesObject, type ObjectMeta, type OwnerReference, type Stored } from '@violet/machinery';
import { csvOwner } from '../steps/permissions.ts';

/** Reads a CSV of the plan's namespace. */
export type ReadCsv = (name: string) => Promise<Stored<ClusterServiceVersion> | undefined>;

/** The object with one more owner, the CSV of the step; its uid follows. */
export function ownedByCsv<T extends KubernetesObject>(object: T, csvName: string): T {
  const owners = object.metadata.ownerReferences ?? [];
  const owner = csvOwner({ metadata: { name: csvName } });
  if (owners.some(({ kind, name, uid }) => kind === owner.kind && name === owner.name && uid === '')) return object;
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...owners, owner] } };
}

/** The object with the uids that its CSV owners have now. Throws NotFound where one of them does not exist (yet). */
export async function withOwnerUids<T extends KubernetesObject>(object: T, readCsv: ReadCsv): Promise<T> {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners.length === 0) return object;
  const ownerReferences = await Promise.all(owners.map((owner) => withUid(owner, readCsv)));
  return { ...object, metadata: { ...object.metadata, ownerReferences } satisfies ObjectMeta };
}

async function withUid(owner: OwnerReference, readCsv: ReadCsv): Promise<OwnerReference> {
  if (owner.kind !== 'ClusterServiceVersion') return owner;
  const csv = await readCsv(owner.name);
  if (csv !== undefined) return { ...owner, uid: csv.metadata.uid };
  throw new Failure('NotFound', `clusterserviceversions.operators.coreos.com ${JSON.stringify(owner.name)} not found`);
}

/** Both lists, each reference once. */
export function mergedOwners(
  before: readonly OwnerReference[] = [],
  after: readonly OwnerReference[] = [],
): OwnerReference[] {
  const unique = new Map<string, OwnerReference>();
  for (const owner of [...before, ...after]) {
    const { apiVersion, kind, name, uid, controller, blockOwnerDeletion } = owner;
    unique.set(JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion]), owner);
  }
  return [...unique.values()];
}
