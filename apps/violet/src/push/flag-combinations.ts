import type { PackageType } from '@violet/archive';
import type { PushFlags } from './push-request.ts';

/** The combinations that make no sense, each with what is said of it; the first one that was given counts. */
const refusals: readonly (readonly [string, (flags: PushFlags) => boolean])[] = [
  ['--skip-crs and --skip-push exclude each other', ({ skipCrs, skipPush }) => skipCrs && skipPush],
  ['--dry-run and --apply-plan exclude each other', ({ dryRun, applyPlan }) => dryRun && applyPlan !== undefined],
  ['--plan is given without --dry-run', ({ dryRun, plan }) => plan !== undefined && !dryRun],
  ['--require is given without --verify', ({ verify, require }) => require !== undefined && !verify],
  ['--password-stdin and --no-auth exclude each other', ({ passwordStdin, noAuth }) => passwordStdin && noAuth],
];

/** What is wrong with flags that were given together; undefined where nothing is. */
export function senselessFlags(flags: PushFlags): string | undefined {
  return refusals.find(([, isGiven]) => isGiven(flags))?.[0];
}

/** A push in which a flag may have no effect. */
export interface PushAsked {
  /** As it goes, which a plan may have decided. */
  flags: PushFlags;
  /** Of the packages that can be read. */
  types: ReadonlySet<PackageType>;
}

interface Rule {
  flag: string;
  isTyped(typed: PushFlags, env: Environment): boolean;
  /** Why it has no effect, or none on some of the packages; undefined where it has. */
  idle(asked: PushAsked): string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const withoutObjects = 'has no effect: --skip-crs creates no custom resources';
const withoutPlatform = 'has no effect: no platform is asked without --platform-address';

const idleForObjects = ({ flags }: PushAsked) => (flags.skipCrs ? withoutObjects : undefined);
const idleWithoutOperators = (asked: PushAsked) =>
  idleForObjects(asked) ??
  (asked.types.has('bundle') ? undefined : 'has no effect: none of the packages is an operator');
const idleWithoutPlatform = ({ flags: { skipCrs, destRepo, platformAddress } }: PushAsked) =>
  skipCrs && destRepo !== undefined && platformAddress === undefined ? withoutPlatform : undefined;
/** What the environment says is there for all commands, and need not suit this one. */
const typedBesides = (value: string | undefined, standing: string | undefined) =>
  value !== undefined && value !== standing;

const rules: readonly Rule[] = [
  {
    flag: '--clusters',
    isTyped: ({ clusters }) => clusters.length > 0,
    idle(asked) {
      if (asked.types.has('plugin') && !asked.flags.skipCrs)
        return 'is ignored for cluster plugins: the platform distributes them by their affinity';
      return idleWithoutOperators(asked);
    },
  },
  {
    flag: '--target-catalog-source',
    isTyped: ({ targetCatalogSource }) => targetCatalogSource !== undefined,
    idle: idleWithoutOperators,
  },
  {
    flag: '--image-pull-secret',
    isTyped: ({ imagePullSecret }) => imagePullSecret !== undefined,
    idle: idleWithoutOperators,
  },
  {
    flag: '--reset-bundle-version',
    isTyped: ({ resetBundleVersion }) => resetBundleVersion,
    idle: idleWithoutOperators,
  },
  {
    flag: '--target-chartrepo',
    isTyped: ({ targetChartrepo }) => targetChartrepo !== undefined,
    idle: ({ types }) => (types.has('chart') ? undefined : 'has no effect: none of the packages is a Helm chart'),
  },
  {
    flag: '--limit-rate',
    isTyped: ({ limitRate }) => limitRate !== undefined,
    idle: ({ flags }) => (flags.skipPush ? 'has no effect: --skip-push sends no images' : undefined),
  },
  {
    flag: '--token-hosts',
    isTyped: ({ tokenHosts }) => tokenHosts.length > 0,
    idle: ({ flags }) => (flags.noAuth ? 'has no effect: with --no-auth there are no credentials to give' : undefined),
  },
  {
    flag: '--keyring',
    isTyped: ({ keyring }, env) => typedBesides(keyring, env['VIOLET_KEYRING']),
    idle: ({ flags }) => (flags.verify ? undefined : 'has no effect without --verify'),
  },
  ...(
    [
      ['--platform-username', 'platformUsername', 'VIOLET_PLATFORM_USERNAME'],
      ['--platform-password', 'platformPassword', 'VIOLET_PLATFORM_PASSWORD'],
      ['--platform-token', 'platformToken', 'VIOLET_PLATFORM_TOKEN'],
      ['--platform-ca', 'platformCa', 'VIOLET_PLATFORM_CA'],
    ] as const
  ).map(
    ([flag, key, variable]): Rule => ({
      flag,
      isTyped: (typed, env) => typedBesides(typed[key], env[variable]),
      idle: idleWithoutPlatform,
    }),
  ),
];

/** The flags that were typed and change nothing, each with the reason. */
export function idleFlags(typed: PushFlags, asked: PushAsked, env: Environment): string[] {
  // What cannot be read says for itself what is wrong.
  if (asked.types.size === 0) return [];
  return rules.flatMap(({ flag, isTyped, idle }) => {
    const why = isTyped(typed, env) ? idle(asked) : undefined;
    return why === undefined ? [] : `${flag} ${why}`;
  });
}
