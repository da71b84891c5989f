import { type FunctionMap, goFunction } from '../function.ts';
import { marshalJson } from '../json/encode.ts';
import { GoInteger, GoObject, goInt, type Value } from '../value/value.ts';
import { type Constraints, parseConstraints, satisfies } from '../version/constraint.ts';
import { compareVersions, parseVersion, type Version, versionText } from '../version/version.ts';

function other(value: Value, fallback: Version): Version {
  return value instanceof GoObject ? (value.native as Version) : fallback;
}

/** A *semver.Version, or the semver.Version that its methods return. */
function versionObject(version: Version, type = '*semver.Version'): GoObject {
  const text = () => versionText(version);
  const number = (value: bigint) => goFunction([], () => new GoInteger('uint64', value));
  const compared = (holds: (order: number) => boolean) =>
    goFunction(['*semver.Version'], ([value]) => holds(compareVersions(version, other(value, version))));
  return new GoObject({
    type,
    native: version,
    text,
    json: () => marshalJson(text()),
    methods: {
      Major: number(version.major),
      Minor: number(version.minor),
      Patch: number(version.patch),
      Prerelease: goFunction([], () => version.prerelease),
      Metadata: goFunction([], () => version.metadata),
      Original: goFunction([], () => version.original),
      String: goFunction([], text),
      ...incrementMethods(version),
      Compare: goFunction(['*semver.Version'], ([value]) => goInt(compareVersions(version, other(value, version)))),
      Equal: compared((order) => order === 0),
      LessThan: compared((order) => order < 0),
      LessThanEqual: compared((order) => order <= 0),
      GreaterThan: compared((order) => order > 0),
      GreaterThanEqual: compared((order) => order >= 0),
    },
  });
}

const NO_VERSION: Version = { major: 0n, minor: 0n, patch: 0n, prerelease: '', metadata: '', original: '' };

/** What sprig's deepCopy makes of a version: nothing of it is exported, so nothing is copied. */
export function copyVersion(value: Value): GoObject | undefined {
  const isVersion = value instanceof GoObject && value.type.endsWith('semver.Version');
  return isVersion ? versionObject(NO_VERSION, value.type) : undefined;
}

function incrementMethods(version: Version) {
  const prefix = version.original.startsWith('v') ? 'v' : '';
  const next = (change: Partial<Version>) =>
    goFunction([], () => {
      const changed = { ...version, prerelease: '', metadata: '', ...change };
      return versionObject({ ...changed, original: prefix + versionText(changed) }, 'semver.Version');
    });
  return {
    IncMajor: next({ major: version.major + 1n, minor: 0n, patch: 0n }),
    IncMinor: next({ minor: version.minor + 1n, patch: 0n }),
    IncPatch: next(version.prerelease === '' ? { patch: version.patch + 1n } : {}),
  };
}

const MOST_CONSTRAINTS = 200;
const known = new Map<string, Constraints>();

/** Constraints, of which a chart asks the same ones again and again: each is read once. */
function constraintsOf(text: string): Constraints {
  let constraints = known.get(text);
  if (constraints === undefined) {
    constraints = parseConstraints(text);
    if (known.size >= MOST_CONSTRAINTS) {
      known.clear();
    }
    known.set(text, constraints);
  }
  return constraints;
}

export const VERSION_FUNCTIONS: FunctionMap = {
  semver: goFunction(['string'], ([text]) => versionObject(parseVersion(text))),
  semverCompare: goFunction(['string', 'string'], ([constraint, version]) => {
    const constraints = constraintsOf(constraint);
    return satisfies(parseVersion(version), constraints);
  }),
};
