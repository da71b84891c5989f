/** Actions by repository that a request needs, or a token gives; `repository:a/b:pull,push` in the token specification. */
export type Rights = ReadonlyMap<string, ReadonlySet<string>>;

/** 32 repositories fit the length of address and header that servers and proxies take. */
const maxRepositories = 32;

export function rightsOf(scopes: readonly string[]): Rights {
  const rights = new Map<string, Set<string>>();
  for (const scope of scopes) {
    const [type = '', ...rest] = scope.split(':');
    const actions = rest.pop() ?? '';
    const name = `${type}:${rest.join(':')}`;
    rights.set(name, new Set([...(rights.get(name) ?? []), ...actions.split(',')]));
  }
  return rights;
}

/** The same each time, whatever the order that they were named in. */
export function printScopes(rights: Rights): string[] {
  return [...rights].map(([name, actions]) => `${name}:${[...actions].toSorted().join(',')}`).toSorted();
}

export function covers(given: Rights, needed: Rights): boolean {
  return [...needed].every(([name, actions]) => {
    const allowed = given.get(name);
    return allowed !== undefined && [...actions].every((action) => allowed.has(action));
  });
}

/** Repositories that will be asked for, in groups for one token each. */
export interface Foresight {
  add(repositories: readonly string[]): void;
  /**
   * What to ask a token for where these rights are needed: the same for all repositories of their group. Just these where one of them
   * was not foreseen, or where they are of several groups.
   */
  widen(needed: Rights): Rights;
  /** A token for many was refused: from now on each gets its own. */
  forget(): void;
}

export function createForesight(): Foresight {
  let groups: Set<string>[] = [];
  return {
    add(repositories) {
      for (const repository of repositories) {
        const name = `repository:${repository}`;
        if (groups.some((group) => group.has(name))) continue;
        const last = groups.at(-1);
        if (last !== undefined && last.size < maxRepositories) last.add(name);
        else groups.push(new Set([name]));
      }
    },
    widen(needed) {
      const names = [...needed.keys()];
      // Who only wants to be let in asks for what is to come at once.
      const group = names.length === 0 ? groups[0] : groups.find((one) => names.every((name) => one.has(name)));
      if (group === undefined) return needed;
      const actions = new Set(names.length === 0 ? ['pull'] : [...needed.values()].flatMap((one) => [...one]));
      return new Map([...group].map((name) => [name, actions]));
    },
    forget() {
      groups = [];
    },
  };
}
