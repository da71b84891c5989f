import { Failure } from '@violet/machinery';
import type { Attributes, UserInfo } from './backend.ts';

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
