import { dnsSubdomainProblems } from '@violet/machinery';
import { systemNamespace } from './labels.ts';
import { sha256Hex } from './sha256.ts';

const repositoryPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tag = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Name of the Chart object of a chart: `<chart>.<repo>` in lower case, with a hash where that is no name. */
export function chartObjectName(chart: string, repo: string): string {
  const name = `${chart}.${repo}`.toLowerCase();
  return dnsSubdomainProblems(name).length === 0 ? name : `${withHash(chart)}.${repo}`;
}

/**
 * Where a Local repository keeps a chart in the platform's registry: `<repo>/<chart>`, which is what `helm push` makes of
 * `oci://<registry>/<repo>`. Those of other namespaces lie below `chartrepos/<namespace>/`, where nothing else does: whoever may
 * make a repository there gets at no plugin's charts and images.
 */
export function chartRepository(at: { namespace: string; repo: string }, chart: string): string {
  const name = chart.toLowerCase();
  return `${chartRepositoryPrefix(at)}${repositoryPart.test(name) ? name : withHash(chart)}`;
}

/** What the names of all of a repository's charts begin with in the registry. */
export function chartRepositoryPrefix({ namespace, repo }: { namespace: string; repo: string }): string {
  return namespace === systemNamespace ? `${repo}/` : `chartrepos/${namespace}/${repo}/`;
}

/** A chart's version as a tag: Helm writes `_` for `+`. Undefined where it cannot be one. */
export function chartTag(version: string): string | undefined {
  const written = version.replaceAll('+', '_');
  return tag.test(written) ? written : undefined;
}

function withHash(chart: string): string {
  const readable = chart
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${readable === '' ? 'chart' : readable}-${sha256Hex(chart).slice(0, 10)}`;
}
