import { loadCelConditions } from '@violet/machinery';
import type { CelRule, ResolverMeans } from './resolver/request.ts';
import { compareVersions, parseTolerantVersion, type SemanticVersion } from './resolver/version/semantic-version.ts';

/** Rules that are kept compiled. */
const mostRules = 1000;

/** CEL as OLM's constraints have it, and a clock. */
export async function loadResolverMeans(): Promise<ResolverMeans> {
  const compile = await loadCelConditions(['properties'], { 'semver_compare(dyn, dyn): int': compareTexts });
  const compiled = new Map<string, CelRule>();
  return {
    now: () => performance.now(),
    compileCel: (rule) => {
      let known = compiled.get(rule);
      if (known === undefined) {
        const condition = compile(rule);
        known = (properties) => condition({ properties });
        if (compiled.size >= mostRules) compiled.clear();
        compiled.set(rule, known);
      }
      return known;
    },
  };
}

function compareTexts(left: unknown, right: unknown): bigint {
  const difference = compareVersions(versionOf(left), versionOf(right));
  return BigInt(Math.sign(difference));
}

function versionOf(value: unknown): SemanticVersion {
  const version = parseTolerantVersion(String(value));
  if ('problem' in version) throw new Error(`unable to parse '${String(value)}' to semver format`);
  return version;
}
