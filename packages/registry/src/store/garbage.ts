/** What is known of a repository when it is asked what of it nobody needs. */
export interface RepositoryContents {
  manifests: ReadonlyMap<string, ManifestFacts>;
  /** Digests of manifests that tags name. */
  tagged: ReadonlySet<string>;
  /** Digests of linked blobs, and when each was wanted last. */
  blobs: ReadonlyMap<string, number>;
}

export interface ManifestFacts {
  /** Digests of the blobs and manifests that it names. */
  references: readonly string[];
  subject?: string | undefined;
  changedMs: number;
}

export interface CollectionRules {
  /** What came or was wanted at that time or later stays: a push may be about to name it. */
  beforeMs: number;
  /** Digests of manifests that are named outside; undefined keeps all manifests, with a tag or without. */
  namedOutside: ReadonlySet<string> | undefined;
}

export interface Garbage {
  manifests: string[];
  blobs: string[];
}

/**
 * A manifest lives while a tag, a name outside or its youth keeps it, and with it those that it names: the manifests of an
 * index, its subject, and all that have it as their subject. A blob lives while a living manifest names it.
 */
export function garbageOf(contents: RepositoryContents, rules: CollectionRules): Garbage {
  const { manifests, blobs } = contents;
  const living = livingManifests(contents, rules);
  const named = new Set([...living].flatMap((digest) => manifests.get(digest)?.references ?? []));
  const old = [...blobs].filter(([, changedMs]) => changedMs < rules.beforeMs).map(([digest]) => digest);
  return {
    manifests: [...manifests.keys()].filter((digest) => !living.has(digest)),
    blobs: old.filter((digest) => !named.has(digest)),
  };
}

function livingManifests({ manifests, tagged }: RepositoryContents, rules: CollectionRules): Set<string> {
  const { beforeMs, namedOutside } = rules;
  if (namedOutside === undefined) return new Set(manifests.keys());
  const referrers = Map.groupBy(manifests.keys(), (digest) => manifests.get(digest)?.subject ?? '');
  const living = new Set<string>();
  const reached = [...manifests]
    .filter(([digest, { changedMs }]) => tagged.has(digest) || namedOutside.has(digest) || changedMs >= beforeMs)
    .map(([digest]) => digest);
  for (let digest = reached.pop(); digest !== undefined; digest = reached.pop()) {
    const facts = manifests.get(digest);
    if (facts === undefined || living.has(digest)) continue;
    living.add(digest);
    reached.push(...facts.references, ...(referrers.get(digest) ?? []));
    if (facts.subject !== undefined) reached.push(facts.subject);
  }
  return living;
}
