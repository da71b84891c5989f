import { type CelCondition, Failure, loadCelConditions } from '@violet/machinery';
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
        known = patient(compile(rule));
        if (compiled.size >= mostRules) forget(compiled);
        compiled.set(rule, known);
      }
      return known;
    },
  };
}

/** How often a rule may loop too much before nobody asks it any more. */
const patience = 3;

/** What is known of rules that do not end is kept: it was expensive to learn. */
function forget(compiled: Map<string, CelRule>): void {
  for (const [text, { trouble }] of compiled) if (trouble === undefined) compiled.delete(text);
  if (compiled.size >= mostRules) compiled.clear();
}

const shownCharacters = 500;

/** A rule that loops too much is expensive each time it is asked, and a catalogue asks it thousands of times. */
function patient(condition: CelCondition): CelRule {
  let given = 0;
  let trouble: string | undefined;
  const rule = (properties: Parameters<CelRule>[0]) => {
    if (given >= patience) return false;
    try {
      return condition({ properties });
    } catch (error) {
      if (error instanceof Failure) {
        given++;
        trouble = error.message.slice(0, shownCharacters);
      }
      throw error;
    }
  };
  return Object.defineProperty(rule, 'trouble', { get: () => trouble });
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
