import { Failure } from '@violet/machinery';
import type { Attributes, UserInfo } from './backend.ts';
import type { Call } from './call.ts';

/** Throws Forbidden where the user of a call may not do this. */
export async function requireAllowed({ server, context }: Call, attributes: Attributes): Promise<void> {
  const reason = await server.backend.authorize(attributes, context);
  if (reason !== undefined) throw forbidden(attributes, context.user, reason);
}

/** The API server's sentence for a refusal by authorization; `reason` is appended where there is one. */
export function forbidden(attributes: Attributes, user: UserInfo, reason: string): Failure {
  const sentence = `${refusal(attributes, user)}${reason === '' ? '' : `: ${reason}`}`;
  const { group = '', resource, name } = attributes;
  if (resource === undefined) return new Failure('Forbidden', `forbidden: ${sentence}`, { details: {} });
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const subject = name === undefined || name === '' ? qualified : `${qualified} ${JSON.stringify(name)}`;
  return new Failure('Forbidden', `${subject} is forbidden: ${sentence}`, {
    details: { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  });
}

function refusal(
  { verb, path, group = '', resource = '', subresource, namespace }: Attributes,
  user: UserInfo,
): string {
  const who = `User ${JSON.stringify(user.username)} cannot ${verb}`;
  if (path !== undefined) return `${who} path ${JSON.stringify(path)}`;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return `${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
}
