import fastJsonPatch, { type Operation } from 'fast-json-patch';
import { Failure } from '../failure.ts';
import { goQuote } from '../go/text.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** The API server's own limit. */
const maxOperations = 10_000;

/** `copy` can double a document with every operation. */
const maxLength = 3 * 1024 * 1024;

/**
 * RFC 6902. Neither argument is changed. A malformed patch is a BadRequest, one that does not apply is Invalid with
 * upstream's text (the problem itself is in the hint), too many operations are RequestEntityTooLarge.
 */
export function applyJsonPatch(document: Json, patch: Json): Json {
  const operations = decode(patch);
  if (operations.length > maxOperations) {
    const limit = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`;
    throw new Failure('RequestEntityTooLarge', limit);
  }
  let result = document;
  let copied = 0;
  for (const [index, operation] of operations.entries()) {
    const applied = applyOne(result, operation, index);
    if (operation.op === 'copy') copied += lengthAt(applied, operation.path);
    if (copied > maxLength)
      throw new Failure('RequestEntityTooLarge', `the JSON patch copies more than ${maxLength} bytes`);
    result = applied;
  }
  return result;
}

const members: Record<string, readonly string[]> = {
  add: ['value'],
  replace: ['value'],
  test: ['value'],
  remove: [],
  move: ['from'],
  copy: ['from'],
};

function decode(patch: Json): Operation[] {
  if (!Array.isArray(patch))
    throw new Failure('BadRequest', 'error decoding patch: a JSON patch is a list of operations');
  return patch.map((operation) => {
    if (!isJsonObject(operation)) throw new Failure('BadRequest', 'error decoding patch: an operation is an object');
    return operation as unknown as Operation;
  });
}

function applyOne(document: Json, operation: Operation, index: number): Json {
  checkOperation(operation as unknown as JsonObject, index);
  if (operation.op === 'test' && operation.value === null && isAbsentMember(document, operation.path)) return document;
  // Kubernetes adds what `replace` does not find, as long as its parent is there.
  const adds = operation.op === 'replace' && isAbsentMember(document, operation.path);
  const applicable: Operation = adds ? { ...operation, op: 'add' } : operation;
  try {
    return fastJsonPatch.applyOperation(document, applicable, true, false, true, index).newDocument as Json;
  } catch (cause) {
    const problem = `${operation.op} ${goQuote(operation.path)} does not apply: ${reasonOf(cause)}`;
    throw doesNotApply(index, problem, cause);
  }
}

/** What the library takes on trust. */
function checkOperation(operation: JsonObject, index: number): void {
  const op = String(operation['op']);
  const needed = Object.hasOwn(members, op) ? members[op] : undefined;
  if (needed === undefined) throw doesNotApply(index, `unexpected kind ${goQuote(op)}`);
  for (const member of ['path', ...needed]) {
    const value = operation[member];
    if (value === undefined) throw doesNotApply(index, `${op} misses ${goQuote(member)}`);
    if (member !== 'value' && !(typeof value === 'string' && /^(\/|$)/.test(value))) {
      throw doesNotApply(index, `${JSON.stringify(value)} is not a JSON pointer`);
    }
  }
  const { path, from } = operation;
  if (op === 'move' && path !== from && `${path}/`.startsWith(`${from}/`)) {
    throw doesNotApply(index, `move of ${goQuote(String(from))} into itself`);
  }
}

/** Kubernetes lets `test` with null hold for a member that is absent. */
function isAbsentMember(document: Json, pointer: string): boolean {
  const parts = pointer.split('/').slice(1).map(fastJsonPatch.unescapePathComponent);
  const last = parts.pop();
  let parent: Json | undefined = document;
  for (const part of parts) parent = memberOf(parent, part);
  return last !== undefined && isJsonObject(parent) && !Object.hasOwn(parent, last);
}

function memberOf(parent: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(parent)) return parent[Number(name)];
  return isJsonObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
}

/** The library's errors carry the document from their second line on. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0] ?? '';
}

function lengthAt(document: Json, pointer: string): number {
  return JSON.stringify(fastJsonPatch.getValueByPointer(document, pointer.replace(/\/-$/, '')) ?? null).length;
}

function doesNotApply(index: number, problem: string, cause?: unknown): Failure {
  return new Failure('Invalid', 'the server rejected our request due to an error in our request', {
    hint: `operation ${index}: ${problem}`,
    cause,
  });
}
