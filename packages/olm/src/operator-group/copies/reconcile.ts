import { Namespace, OlmConfig, OperatorGroup, olmAnnotations, olmConfigName } from '@violet/api';
import { again, type Key, type Outcome, type Reader } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import type { Csv } from '../../cluster-service-version/world.ts';
import { isAllNamespaces, printTargets, type Targets } from '../namespace-set.ts';
import { announceCopying } from './announce.ts';
import { byOriginal, CopiedCsv, copyOf, hashesOf } from './copy.ts';
import { copyPermissions, liftPermissions } from './permissions.ts';
import { planCopies } from './plan.ts';
import { writeCopies } from './write.ts';

export interface CopyWorld {
  reader: Reader;
  /** What the operator's group targets; undefined while the CSV is no member of it. */
  targets: readonly string[] | undefined;
  enabled: boolean;
  protectedNamespaces: readonly string[];
  /** By the uid of a CSV: whether it was last said that it is copied. */
  announced: Map<string, boolean>;
}

export function targetsOfMember({ metadata }: Csv, reader: Reader): readonly string[] | undefined {
  const annotations = metadata.annotations ?? {};
  const name = annotations[olmAnnotations.operatorGroup];
  if (name === undefined || annotations[olmAnnotations.operatorNamespace] !== metadata.namespace) return undefined;
  const targets = reader.get(OperatorGroup, name, metadata.namespace)?.status?.namespaces;
  if (targets === undefined || annotations[olmAnnotations.targetNamespaces] !== printTargets(targets)) return undefined;
  return targets;
}

export function copiesAreEnabled(reader: Reader): boolean {
  return reader.get(OlmConfig, olmConfigName)?.spec?.features?.disableCopiedCSVs !== true;
}

/** Gives the operator its permissions where it works beside its own namespace, and shows it there. */
export async function spread(csv: Csv, world: CopyWorld): Promise<Outcome | undefined> {
  const { reader, targets } = world;
  const ownOnly = targets?.length === 1 && targets[0] === csv.metadata.namespace;
  if (targets !== undefined && isAllNamespaces(targets)) await liftPermissions(csv, reader);
  const settled = await writeCopies(copyOf(csv), planCopies(csv, surroundings(csv, world)), reader);
  if (targets !== undefined && !isAllNamespaces(targets) && !ownOnly) await copyPermissions(csv, targets, reader);
  if (targets !== undefined && isAllNamespaces(targets)) await announceOnce(csv, world);
  return settled ? undefined : again(LOOK_AGAIN_MS);
}

const LOOK_AGAIN_MS = 500;

async function announceOnce(csv: Csv, { reader, enabled, announced }: CopyWorld): Promise<void> {
  if (announced.get(csv.metadata.uid) === enabled) return;
  await announceCopying(csv, enabled, reader);
  announced.set(csv.metadata.uid, enabled);
}

function surroundings(csv: Csv, { reader, targets, enabled, protectedNamespaces }: CopyWorld) {
  return {
    targets,
    namespaces: stayingAmong(targets ?? [], reader),
    copies: copiesOf({ name: csv.metadata.name, namespace: csv.metadata.namespace ?? '' }, reader),
    enabled,
    protectedNamespaces,
    hashes: () => hashesOf(csv),
  };
}

/** The namespaces among the targets that are there and that stay. */
function stayingAmong(targets: Targets, reader: Reader): string[] {
  const namespaces = isAllNamespaces(targets)
    ? reader.list(Namespace)
    : targets.flatMap((name) => reader.get(Namespace, name) ?? []);
  return namespaces
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);
}

/** The copies that name this CSV as their original. */
function copiesOf({ name, namespace }: Required<Key>, reader: Reader): Stored<CopiedCsv>[] {
  return reader.byIndex(CopiedCsv, byOriginal, `${namespace}/${name}`);
}

/** Removes the copies of a CSV that is gone. */
export async function removeCopies({ name, namespace = '' }: Key, reader: Reader): Promise<void> {
  for (const { metadata } of copiesOf({ name, namespace }, reader))
    await reader.client.resource(CopiedCsv, metadata.namespace).delete(metadata.name);
}
