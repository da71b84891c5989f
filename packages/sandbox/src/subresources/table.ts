import type { Authorizer } from '../authorization/authorizer.ts';
import { status } from './status.ts';
import type { Subresource } from './subresource.ts';

export function subresourceTable(_authorizer: Authorizer): Readonly<Record<string, Subresource>> {
  return { status };
}
