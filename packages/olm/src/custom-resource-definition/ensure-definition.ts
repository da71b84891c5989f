import { olmLabels, type ResourceDefinition, resource, type StepStatus } from '@violet/api';
import { type Cluster, retryOnConflict } from '@violet/kube';
import { Failure, isFailure, type KubernetesObject, type Schema, type Stored } from '@violet/machinery';
import { changedSchemas, deprecatedVersions } from './changed-schemas.ts';
import { type Definition, definitionsOf, isServed } from './definition.ts';
import { alongsideAnnotations, type CsvName } from './installed-alongside.ts';
import { lostVersion } from './lost-version.ts';
import { checkedPart, tooRestrictive } from './too-restrictive.ts';

const PAGE = 500;

export interface DefinitionWriter {
  /** With the engine's own rights, never those of an OperatorGroup's account. */
  cluster: Cluster;
  /** The CSV that the definition comes with. */
  applier: CsvName | undefined;
  exists(csv: CsvName): boolean;
  /** Told where existing objects break the new schema and a conversion webhook is trusted to mend them. */
  warn(message: string): void;
  onWarning(warning: string): void;
}

/** Creates or upgrades a CRD, unless that would lose or break objects: then it throws with upstream's words. */
export async function ensureDefinition(manifest: Definition, writer: DefinitionWriter): Promise<StepStatus> {
  const definitions = writer.cluster.resource(definitionsOf(manifest.apiVersion));
  const { cluster: _, onWarning } = writer;
  try {
    await definitions.create(prepared(manifest, undefined, writer), { onWarning });
    // Discovery does not know the new kind yet.
    writer.cluster.forgetDiscovery();
    return 'WaitingForApi';
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
  }
  await retryOnConflict(() => upgrade(manifest, writer));
  return 'Present';
}

/** Whether a definition that was created is served by now. */
export async function awaitDefinition(cluster: Cluster, manifest: Definition, name: string): Promise<StepStatus> {
  const found = await cluster.resource(definitionsOf(manifest.apiVersion)).get(name);
  if (found === undefined) return 'NotPresent';
  return isServed(found) ? 'Created' : 'WaitingForApi';
}

async function upgrade(manifest: Definition, writer: DefinitionWriter): Promise<void> {
  const { name = '' } = manifest.metadata;
  const definitions = writer.cluster.resource(definitionsOf(manifest.apiVersion));
  const existing = await definitions.get(name);
  if (existing === undefined) throw new Failure('Conflict', `the CRD ${name} has just been removed`);
  await tellOfDeprecation(existing, manifest, writer);
  await checkStoredObjects(existing, manifest, writer);
  const lost = lostVersion(existing, manifest);
  if (lost !== undefined)
    throw new Failure(
      'Invalid',
      `risk of data loss updating ${JSON.stringify(name)}: new CRD removes version ${lost} that is listed as a stored version on the existing CRD`,
    );
  try {
    await definitions.replace(prepared(manifest, existing, writer), { onWarning: writer.onWarning });
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, `error updating CRD ${JSON.stringify(name)}: ${error.message}`, { cause: error });
  }
}

function prepared(
  manifest: Definition,
  existing: Stored<Definition> | undefined,
  writer: DefinitionWriter,
): Definition {
  const { metadata } = manifest;
  return {
    ...manifest,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [olmLabels.managed]: 'true' },
      annotations: alongsideAnnotations(manifest, existing, writer.applier, writer.exists),
      ...(existing === undefined ? {} : { resourceVersion: existing.metadata.resourceVersion }),
    },
  };
}

/** Upstream asks for the objects of every version, and tells of what the API server warns it then. */
async function tellOfDeprecation(
  existing: Definition,
  manifest: Definition,
  { cluster, onWarning }: DefinitionWriter,
): Promise<void> {
  for (const version of deprecatedVersions(existing, manifest))
    await cluster.resource(objectsOf(manifest, version)).list({ limit: 1, onWarning });
}

async function checkStoredObjects(existing: Definition, manifest: Definition, writer: DefinitionWriter): Promise<void> {
  const { name = '' } = manifest.metadata;
  const problem = await firstProblem(existing, manifest, writer.cluster);
  if (problem === undefined) return;
  if (manifest.spec.conversion?.strategy === 'Webhook') return writer.warn(conversionWarning(name, problem));
  throw new Failure(
    'Invalid',
    `error validating existing CRs against new CRD's schema for ${JSON.stringify(name)}: ${problem}`,
  );
}

async function firstProblem(existing: Definition, manifest: Definition, cluster: Cluster): Promise<string | undefined> {
  for (const { version, schema } of changedSchemas(existing, manifest)) {
    const problem = await firstRefused(cluster, objectsOf(manifest, version), checkedPart(schema));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Of all namespaces. */
function objectsOf({ spec: { group, names } }: Definition, version: string): ResourceDefinition {
  return resource(`${group}/${version}`, names.kind, names.plural, 'Cluster');
}

/** Page by page: there may be any number of objects. */
async function firstRefused(cluster: Cluster, kind: ResourceDefinition, schema: Schema): Promise<string | undefined> {
  let token: string | undefined;
  do {
    const page = await cluster
      .resource<KubernetesObject>(kind)
      .list({ limit: PAGE, ...(token ? { continue: token } : {}) });
    for (const item of page.items) {
      const object = { ...item, apiVersion: `${kind.group}/${kind.version}`, kind: item.kind ?? kind.kind };
      const problem = tooRestrictive(schema, object);
      if (problem !== undefined) return problem;
    }
    token = page.continue;
  } while (token !== undefined && token !== '');
  return undefined;
}

function conversionWarning(name: string, problem: string): string {
  return `Validation of existing CRs against the new CRD's schema failed, but a webhook conversion strategy was specified in the new CRD.
The new webhook will only start after the bundle is upgraded, so we must assume that it will successfully convert existing CRs to a format that would have passed validation.

CRD: ${JSON.stringify(name)}
Validation Error: ${problem}
`;
}
