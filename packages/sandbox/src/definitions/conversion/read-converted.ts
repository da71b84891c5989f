import { isJsonObject, type Json, type JsonObject, type KubernetesObject, validateObjectMeta } from '@violet/machinery';

export interface AskedConversion {
  /** Of the review. */
  version: string;
  uid: string;
  objects: readonly KubernetesObject[];
  desiredAPIVersion: string;
}

/** The objects of a ConversionReview's answer, in the order asked. Throws an Error that says what is wrong with it. */
export function readConverted(text: string, asked: AskedConversion): KubernetesObject[] {
  const converted = responseOf(JSON.parse(text) as Json, asked);
  const { objects, desiredAPIVersion } = asked;
  if (converted.length !== objects.length)
    throw new Error(`returned ${converted.length} objects, expected ${objects.length}`);
  return objects.map((original, index) => {
    const invalid = (what: string) => new Error(`returned invalid object at index ${index}: ${what}`);
    const object = converted[index];
    if (!isJsonObject(object)) throw invalid('no object');
    const { apiVersion = '', kind = '' } = object;
    if (apiVersion !== desiredAPIVersion)
      throw invalid(`invalid groupVersion (expected ${desiredAPIVersion}, received ${apiVersion})`);
    if (kind !== original.kind) throw invalid(`invalid kind (expected ${original.kind}, received ${kind})`);
    return { ...object, metadata: keptMetadata(original, object) } as unknown as KubernetesObject;
  });
}

function responseOf(review: Json, { version, uid }: AskedConversion): Json[] {
  const expected = `apiextensions.k8s.io/${version}`;
  if (!isJsonObject(review)) throw new Error('the answer is no ConversionReview');
  const { apiVersion = '', kind = '', response } = review;
  // As upstream: the older version is not looked at closely.
  const isStrict = version === 'v1';
  if (isStrict && (apiVersion !== expected || kind !== 'ConversionReview'))
    throw new Error(
      `expected webhook response of ${printKind(expected, 'ConversionReview')}, got ${printKind(apiVersion, kind)}`,
    );
  if (!isJsonObject(response)) throw new Error('no response provided');
  if (isStrict && response['uid'] !== uid)
    throw new Error(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response['uid'] ?? '')}`);
  const { status = '', message = '' } = isJsonObject(response['result']) ? response['result'] : {};
  if (status !== 'Success')
    throw new Error(message === '' ? `response.result.status was '${status}', not 'Success'` : String(message));
  return Array.isArray(response['convertedObjects']) ? response['convertedObjects'] : [];
}

function printKind(apiVersion: Json, kind: Json): string {
  return `${apiVersion}, Kind=${kind}`;
}

/** A webhook may change labels and annotations; everything else stays as it was. */
function keptMetadata(original: KubernetesObject, { metadata }: JsonObject): KubernetesObject['metadata'] {
  if (!isJsonObject(metadata)) throw new Error('returned invalid metadata: missing metadata in converted object');
  for (const [field, word] of [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const) {
    const [before, after] = [original.metadata[field] ?? '', metadata[field] ?? ''];
    if (before !== after) throw new Error(`returned invalid object: must have the same ${word}: ${before} != ${after}`);
  }
  const { labels: _labels, annotations: _annotations, ...kept } = original.metadata;
  const changed = { ...kept, ...textsOf(metadata, 'labels'), ...textsOf(metadata, 'annotations') };
  const namespaced = original.metadata.namespace !== undefined;
  const [problem] = validateObjectMeta(changed, { namespaced }).filter(({ field }) =>
    /^metadata\.(labels|annotations)/.test(field ?? ''),
  );
  if (problem !== undefined) throw new Error(`returned invalid metadata: ${problem.field}: ${problem.message}`);
  return changed;
}

function textsOf(metadata: JsonObject, field: 'labels' | 'annotations'): object {
  const given = metadata[field];
  if (given === undefined || given === null) return {};
  if (!isJsonObject(given)) throw new Error(`returned invalid metadata: invalid metadata.${field} in converted object`);
  for (const [key, value] of Object.entries(given))
    if (typeof value !== 'string')
      throw new Error(`returned invalid metadata: metadata.${field}[${key}] must be a string in converted object`);
  return { [field]: given };
}
