import type { FailureCause } from '../failure.ts';
import { forbiddenValue, invalidType, invalidValue, requiredValue, tooLong } from '../field-error.ts';
import { isJsonObject } from '../json.ts';
import { type ManagedFieldsEntry, type OwnerReference, parseApiVersion } from '../object.ts';
import { dnsLabelProblems, dnsSubdomainProblems, labelValueProblems, qualifiedNameProblems } from './names.ts';

export interface ObjectMetaRules {
  namespaced: boolean;
  /** What a name of this kind must be; a DNS subdomain unless told. */
  nameProblems?: (name: string) => string[];
  /** Where the metadata is; `metadata` unless told. */
  path?: string;
}

/** Upstream's limit for keys and values of all annotations together. */
const maxAnnotationBytes = 256 * 1024;

const bytes = new TextEncoder();

/** Checks metadata as it arrives at a create; wrongly typed members are reported, never thrown. */
export function validateObjectMeta(meta: object | undefined, rules: ObjectMetaRules): FailureCause[] {
  const path = rules.path ?? 'metadata';
  const fields = (meta ?? {}) as Record<string, unknown>;
  const mistyped = mistypedFields(fields, path);
  if (mistyped.length > 0) return mistyped;
  return [
    ...nameCauses(fields, path, rules.nameProblems ?? dnsSubdomainProblems),
    ...namespaceCauses(fields['namespace'] as string | undefined, path, rules.namespaced),
    ...contentCauses(fields, path),
    ...finalizerCauses((fields['finalizers'] as string[] | undefined) ?? [], `${path}.finalizers`),
  ];
}

/** Checks metadata as it arrives at an update of `oldMeta`. */
export function validateObjectMetaUpdate(meta: object, oldMeta: object, path = 'metadata'): FailureCause[] {
  const fields = meta as Record<string, unknown>;
  const old = oldMeta as Record<string, unknown>;
  const causes = mistypedFields(fields, path);
  if (causes.length > 0) return causes;
  if (old['deletionTimestamp'] !== undefined)
    causes.push(...newFinalizers(fields['finalizers'], old['finalizers'], path));
  if (((fields['resourceVersion'] as string | undefined) ?? '') === '') {
    causes.push(invalidValue(`${path}.resourceVersion`, '', 'must be specified for an update'));
  }
  if (((fields['generation'] as number | undefined) ?? 0) < ((old['generation'] as number | undefined) ?? 0)) {
    causes.push(invalidValue(`${path}.generation`, fields['generation'] ?? 0, 'must not be decremented'));
  }
  const emptyText = { name: '', namespace: '', uid: '' };
  const emptyNull = { creationTimestamp: null, deletionTimestamp: null, deletionGracePeriodSeconds: null };
  for (const [name, empty] of Object.entries({ ...emptyText, ...emptyNull })) {
    const value = fields[name] ?? empty;
    if (value !== (old[name] ?? empty)) causes.push(invalidValue(`${path}.${name}`, value, 'field is immutable'));
  }
  causes.push(...contentCauses(fields, path));
  return causes;
}

function nameCauses(
  fields: Record<string, unknown>,
  path: string,
  nameProblems: (name: string) => string[],
): FailureCause[] {
  const name = (fields['name'] as string | undefined) ?? '';
  const generateName = (fields['generateName'] as string | undefined) ?? '';
  const causes: FailureCause[] = [];
  if (generateName !== '') {
    // A trailing dash is fine, since a suffix follows it.
    const masked =
      generateName.length > 1 && generateName.endsWith('-') ? `${generateName.slice(0, -2)}a` : generateName;
    for (const problem of nameProblems(masked))
      causes.push(invalidValue(`${path}.generateName`, generateName, problem));
  }
  if (name === '') causes.push(requiredValue(`${path}.name`, 'name or generateName is required'));
  else for (const problem of nameProblems(name)) causes.push(invalidValue(`${path}.name`, name, problem));
  return causes;
}

function namespaceCauses(namespace: string | undefined, path: string, namespaced: boolean): FailureCause[] {
  const field = `${path}.namespace`;
  const absent = namespace === undefined || namespace === '';
  if (!namespaced) return absent ? [] : [forbiddenValue(field, 'not allowed on this type')];
  if (absent) return [requiredValue(field)];
  return dnsLabelProblems(namespace).map((problem) => invalidValue(field, namespace, problem));
}

function contentCauses(fields: Record<string, unknown>, path: string): FailureCause[] {
  const labels = (fields['labels'] as Record<string, string> | null | undefined) ?? {};
  const annotations = (fields['annotations'] as Record<string, string> | null | undefined) ?? {};
  const owners = (fields['ownerReferences'] as OwnerReference[] | null | undefined) ?? [];
  const generation = (fields['generation'] as number | undefined) ?? 0;
  const managers = (fields['managedFields'] as Partial<ManagedFieldsEntry>[] | null | undefined) ?? [];
  const negative = invalidValue(`${path}.generation`, generation, 'must be greater than or equal to 0');
  return [
    ...(generation < 0 ? [negative] : []),
    ...labelCauses(labels, `${path}.labels`),
    ...annotationCauses(annotations, `${path}.annotations`),
    ...ownerCauses(owners, `${path}.ownerReferences`),
    ...managers.flatMap((entry, index) => managerCauses(entry, `${path}.managedFields[${index}]`)),
  ];
}

function managerCauses(entry: Partial<ManagedFieldsEntry>, path: string): FailureCause[] {
  const causes: FailureCause[] = [];
  const { operation = '', fieldsType = '', manager = '' } = entry as Record<string, string>;
  if (operation !== 'Apply' && operation !== 'Update') {
    causes.push(invalidValue(`${path}.operation`, operation, 'must be `Apply` or `Update`'));
  }
  if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
    causes.push(invalidValue(`${path}.fieldsType`, fieldsType, 'must be `FieldsV1`'));
  }
  if (manager.length * 3 > 128 && bytes.encode(manager).length > 128) causes.push(tooLong(`${path}.manager`, 128));
  return causes;
}

export function labelCauses(labels: Record<string, string>, path: string): FailureCause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((problem) => invalidValue(path, key, problem)),
    ...labelValueProblems(value).map((problem) => invalidValue(path, value, problem)),
  ]);
}

function annotationCauses(annotations: Record<string, string>, path: string): FailureCause[] {
  const causes: FailureCause[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    for (const problem of qualifiedNameProblems(key.toLowerCase())) causes.push(invalidValue(path, key, problem));
    size += bytes.encode(key).length + bytes.encode(value).length;
  }
  if (size > maxAnnotationBytes) causes.push(tooLong(path, maxAnnotationBytes));
  return causes;
}

function ownerCauses(owners: OwnerReference[], path: string): FailureCause[] {
  const causes: FailureCause[] = [];
  let controller = '';
  for (const owner of owners) {
    const { version } = parseApiVersion(owner.apiVersion ?? '');
    if (version === '')
      causes.push(invalidValue(`${path}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    for (const field of ['kind', 'name', 'uid'] as const) {
      if ((owner[field] ?? '') === '') causes.push(invalidValue(`${path}.${field}`, '', 'must not be empty'));
    }
    if (owner.apiVersion === 'v1' && owner.kind === 'Event') {
      causes.push(invalidValue(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (owner.controller !== true) continue;
    const current = `${owner.kind}/${owner.name}`;
    if (controller === '') controller = current;
    else causes.push(invalidValue(path, owners, twoControllers(controller, current)));
  }
  return causes;
}

function twoControllers(first: string, second: string): string {
  return `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`;
}

function finalizerCauses(finalizers: string[], path: string): FailureCause[] {
  const causes = finalizers.flatMap((name) =>
    qualifiedNameProblems(name).map((problem) => invalidValue(path, name, problem)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    causes.push(invalidValue(path, finalizers, detail));
  }
  return causes;
}

function newFinalizers(finalizers: unknown, oldFinalizers: unknown, path: string): FailureCause[] {
  const known = new Set((oldFinalizers as string[] | undefined) ?? []);
  const extra = ((finalizers as string[] | undefined) ?? []).filter((name) => !known.has(name)).sort();
  if (extra.length === 0) return [];
  const list = `[]string{${extra.map((name) => JSON.stringify(name)).join(', ')}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [forbiddenValue(`${path}.finalizers`, detail)];
}

const textFields = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
];

/** Go would refuse to decode these. */
function mistypedFields(fields: Record<string, unknown>, path: string): FailureCause[] {
  const causes: FailureCause[] = [];
  const report = (field: string, value: unknown, type: string): void => {
    causes.push(invalidType(`${path}.${field}`, value, `must be of type ${type}`));
  };
  for (const field of textFields) if (!isOptional(fields[field], isText)) report(field, fields[field], 'string');
  for (const field of ['labels', 'annotations']) {
    if (!isOptional(fields[field], isTextMap)) report(field, fields[field], 'map[string]string');
  }
  if (!isOptional(fields['finalizers'], isTextList)) report('finalizers', fields['finalizers'], '[]string');
  for (const field of ['ownerReferences', 'managedFields']) {
    if (!isOptional(fields[field], isObjectList)) report(field, fields[field], '[]object');
  }
  return causes;
}

function isOptional(value: unknown, fits: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || fits(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isTextMap(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every(isText);
}

function isObjectList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => isJsonObject(item));
}

/** Upstream's alphabet without vowels and look-alikes. */
const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;

/** A name from `metadata.generateName`; `random` answers numbers in [0, 1). */
export function generateName(prefix: string, random: () => number): string {
  let name = prefix.slice(0, 63 - suffixLength);
  for (let count = 0; count < suffixLength; count++) {
    name += suffixAlphabet.charAt(Math.floor(random() * suffixAlphabet.length));
  }
  return name;
}
