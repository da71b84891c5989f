import { Failure, isJsonObject, type Json, type KubernetesObject, parseYaml } from '@violet/machinery';
import type { PatchType, Target, WriteOptions, WriteResult } from '../backend.ts';
import { contentType, type DecodedBody, readBody, readBytes, unsupported } from '../body.ts';
import { acceptEncoding, type Call } from '../call.ts';
import { duplicateMembers } from '../duplicate-members.ts';
import { header } from '../http.ts';
import { parseJson } from '../json-body.ts';
import { negotiate } from '../negotiate.ts';
import { type OptionsKind, writeOptions } from '../options.ts';
import { respond, warningHeaders } from '../respond.ts';
import { renderObject, viewOf } from '../table/rendition.ts';
import { warningsOf } from './warnings.ts';

const patchTypes: Record<string, PatchType> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

export async function create(call: Call, target: Target): Promise<void> {
  const { body, options, warnings } = connects(target) ? noBody(call) : await objectBody(call, target, 'CreateOptions');
  const result = await call.server.backend.create(target, body, options, call.context);
  await answerWritten(call, target, { ...result, warnings: [...warnings, ...result.warnings] });
}

export async function update(call: Call, target: Target): Promise<void> {
  const { body, options, warnings } = await objectBody(call, target, 'UpdateOptions');
  const result = await call.server.backend.update(target, body, options, call.context);
  await answerWritten(call, target, { ...result, warnings: [...warnings, ...result.warnings] });
}

export async function patch(call: Call, target: Target): Promise<void> {
  const type = patchTypes[contentType(call.request)];
  if (type === undefined) throw unsupported(contentType(call.request), Object.keys(patchTypes));
  const options = writeOptions(call.query, 'PatchOptions');
  checkForce(type, options);
  const bytes = await readBytes(call.request);
  const value = type === 'apply' ? parseApplied(bytes) : parseJson(bytes);
  const warnings = type === 'apply' ? [] : checkDuplicates({ value, text: bytes.toString() }, target, options);
  const result = await call.server.backend.patch(target, type, value, options, call.context);
  await answerWritten(call, target, { ...result, warnings: [...warnings, ...result.warnings] });
}

function parseApplied(bytes: Buffer): Json {
  const text = bytes.toString();
  return text.trimStart().startsWith('{') ? parseJson(bytes) : parseYaml(text, 'error decoding YAML');
}

function checkForce(type: PatchType, options: WriteOptions): void {
  if (type === 'apply' && options.fieldManager === undefined) {
    throw new Failure(
      'BadRequest',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  }
  if (type !== 'apply' && options.force !== undefined) {
    throw new Failure(
      'BadRequest',
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    );
  }
}

interface ObjectBody {
  body: KubernetesObject;
  options: WriteOptions;
  warnings: string[];
}

async function objectBody(call: Call, target: Target, kind: OptionsKind): Promise<ObjectBody> {
  const options = writeOptions(call.query, kind);
  const decoded = await readBody(call.request, call.server.decoder);
  return { body: objectOf(decoded.value), options, warnings: checkDuplicates(decoded, target, options) };
}

function connects({ resource, subresource }: Target): boolean {
  return resource.subresources.find(({ name }) => name === subresource)?.connects === true;
}

function noBody(call: Call): ObjectBody {
  return { body: objectOf({}), options: writeOptions(call.query, 'CreateOptions'), warnings: [] };
}

function objectOf(value: Json): KubernetesObject {
  if (!isJsonObject(value)) throw new Failure('BadRequest', 'the request body must be a Kubernetes object');
  const { apiVersion, kind, metadata } = value;
  if (metadata !== undefined && metadata !== null && !isJsonObject(metadata)) {
    throw new Failure('BadRequest', 'the request body is no Kubernetes object: its metadata must be an object');
  }
  return {
    ...value,
    apiVersion: typeof apiVersion === 'string' ? apiVersion : '',
    kind: typeof kind === 'string' ? kind : '',
    metadata: metadata ?? {},
  };
}

/** A member given twice is an error or a warning, as the client wants its fields validated. */
function checkDuplicates(body: DecodedBody, { resource }: Target, options: WriteOptions): string[] {
  if (body.text === undefined || options.fieldValidation === 'Ignore') return [];
  const duplicates = duplicateMembers(body.text).map((path) => `duplicate field ${JSON.stringify(path)}`);
  if (options.fieldValidation === 'Warn' || duplicates.length === 0) return duplicates;
  const { kind, version } = resource;
  const where = `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}`;
  throw new Failure('BadRequest', `${where}: strict decoding error: ${duplicates.join(', ')}`);
}

async function answerWritten(call: Call, target: Target, result: WriteResult): Promise<void> {
  const accepted = negotiate(header(call.request, 'accept'));
  const view = viewOf(target, accepted, call.query, call.server.clock);
  await respond(
    call.response,
    {
      code: result.created ? 201 : 200,
      body: renderObject(result.object, view),
      format: accepted.format,
      headers: warningHeaders([...warningsOf(target), ...result.warnings]),
    },
    acceptEncoding(call),
  );
}
