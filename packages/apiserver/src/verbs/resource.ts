import { Failure } from '@violet/machinery';
import type { Target } from '../backend.ts';
import type { Call } from '../call.ts';
import { requireAllowed } from '../forbidden.ts';
import { warningHeaders } from '../respond.ts';
import { attributesOf, verbOf } from './attributes.ts';
import { read } from './read.ts';
import { remove, removeCollection } from './remove.ts';
import { warningsOf } from './warnings.ts';
import { create, patch, update } from './write.ts';

const verbs: Record<string, (call: Call, target: Target) => Promise<void>> = {
  get: read,
  list: read,
  watch: read,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

/** Authorizes a request for a resource and answers it. */
export async function answerResource(call: Call, target: Target): Promise<void> {
  const verb = verbOf(call.method, target, call.query);
  const answer = verb === undefined ? undefined : verbs[verb];
  if (verb === undefined || answer === undefined) throw notAllowed();
  await requireAllowed(call, attributesOf(verb, target));
  if (!allows(target, verb)) throw notAllowed();
  for (const [name, value] of Object.entries(warningHeaders(warningsOf(target)))) call.response.setHeader(name, value);
  await answer(call, target);
}

function allows(target: Target, verb: string): boolean {
  const { resource, namespace, name, subresource } = target;
  const inNoNamespace = resource.namespaced && namespace === undefined;
  if (verb === 'create' && subresource === undefined && (name !== undefined || inNoNamespace)) return false;
  const served =
    subresource === undefined ? resource.verbs : resource.subresources.find((s) => s.name === subresource)?.verbs;
  return served?.some((each) => each === verb) ?? false;
}

function notAllowed(): Failure {
  return new Failure('MethodNotAllowed', 'the server does not allow this method on the requested resource', {
    details: {},
  });
}
