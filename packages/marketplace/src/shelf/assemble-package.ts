import { type Bundle, type CatalogContent, catalogOf } from '@violet/bundles';

/** One bundle that a catalogue is made of. */
export interface ShelvedBundle {
  /** Name of its ArtifactVersion. */
  version: string;
  /** When the ArtifactVersion was made: of bundles that contradict each other the older stay. */
  createdAt: string;
  bundle: Bundle;
  /** What it was made by: another one means another bundle. */
  recipe: string;
  /** Where clients fetch it themselves, because its manifests are too large for a message; absent: it is sent whole. */
  image?: string;
  /** Why that image names other images than the cluster's own. */
  imageProblem?: string;
}

export interface AssembledPackage {
  content: CatalogContent;
  /** Why an ArtifactVersion is left out, by its name. */
  problems: ReadonlyMap<string, string>;
}

/**
 * What one package offers. Where its bundles do not make a graph, those are left out that came last and broke it: what worked
 * before goes on.
 */
export function assemblePackage(bundles: readonly ShelvedBundle[]): AssembledPackage {
  const oldestFirst = [...bundles].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const { unique, problems } = withoutTwins(oldestFirst);
  const whole = contentOf(unique);
  if (!('problem' in whole)) return { content: whole, problems };
  let kept: ShelvedBundle[] = [];
  let content: CatalogContent = { packages: [], bundles: [] };
  for (const bundle of unique) {
    const next = contentOf([...kept, bundle]);
    if ('problem' in next) problems.set(bundle.version, next.problem);
    else {
      kept = [...kept, bundle];
      content = next;
    }
  }
  return { content, problems };
}

function keyOf({ createdAt, version }: ShelvedBundle): string {
  return `${createdAt}/${version}`;
}

/** A CSV is offered once, whatever tags its bundle has. */
function withoutTwins(bundles: readonly ShelvedBundle[]): { unique: ShelvedBundle[]; problems: Map<string, string> } {
  const byName = new Map<string, ShelvedBundle>();
  const problems = new Map<string, string>();
  for (const one of bundles) {
    const name = one.bundle.csv.metadata.name ?? '';
    const twin = byName.get(name);
    if (twin === undefined) byName.set(name, one);
    else problems.set(one.version, `${name} is already offered by artifactversion ${twin.version}`);
  }
  return { unique: [...byName.values()], problems };
}

function contentOf(bundles: readonly ShelvedBundle[]): CatalogContent | { problem: string } {
  const { content, problems } = catalogOf(bundles);
  const [problem] = problems.values();
  return problem === undefined ? content : { problem };
}
