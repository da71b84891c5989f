import { isRepository } from '@violet/oci';
import type { RepositoryAction } from '../access.ts';

export interface Scope {
  repository: string;
  actions: RepositoryAction[];
}

const all: readonly RepositoryAction[] = ['pull', 'push', 'delete'];
const maxScopes = 100;

export const catalogScope = 'registry:catalog:*';

export function asksForCatalog(parameters: readonly string[]): boolean {
  return parameters.some((parameter) => parameter.split(' ').includes(catalogScope));
}

/** Reads `scope` parameters, each one or more of `repository:<name>:<action>,…`; other kinds of scope are left out. */
export function parseScopes(parameters: readonly string[]): Scope[] {
  const texts = parameters.flatMap((parameter) => parameter.split(' ')).slice(0, maxScopes);
  return texts.map(parseScope).filter((scope) => scope !== undefined);
}

function parseScope(text: string): Scope | undefined {
  const [, repository = '', actions = ''] = /^repository(?:\([^)]*\))?:(.+):([^:]*)$/.exec(text) ?? [];
  if (!isRepository(repository)) return undefined;
  const asked = actions.split(',');
  return { repository, actions: asked.includes('*') ? [...all] : all.filter((action) => asked.includes(action)) };
}
