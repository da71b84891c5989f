import type { PackageType } from '@violet/archive';
import { describe, expect, it } from 'vitest';
import { noPushFlags as none } from '../testing/no-push-flags.ts';
import { idleFlags, senselessFlags } from './flag-combinations.ts';
import type { PushFlags } from './push-request.ts';

describe('flags that contradict each other', () => {
  it.each<[Partial<PushFlags>, string]>([
    [{ skipCrs: true, skipPush: true }, '--skip-crs and --skip-push exclude each other'],
    [{ dryRun: true, applyPlan: 'plan.json' }, '--dry-run and --apply-plan exclude each other'],
    [{ plan: 'plan.json' }, '--plan is given without --dry-run'],
    [{ plan: 'plan.json', applyPlan: 'plan.json' }, '--plan is given without --dry-run'],
    [{ require: 'gpg' }, '--require is given without --verify'],
    [{ passwordStdin: true, noAuth: true }, '--password-stdin and --no-auth exclude each other'],
  ])('are refused: %j', (flags, words) => {
    expect(senselessFlags({ ...none, ...flags })).toBe(words);
  });

  it.each<Partial<PushFlags>>([
    {},
    { dryRun: true, plan: 'plan.json' },
    { verify: true, require: 'checksum' },
    { skipPush: true, force: true },
    { skipCrs: true, dryRun: true },
  ])('are not these: %j', (flags) => {
    expect(senselessFlags({ ...none, ...flags })).toBeUndefined();
  });
});

const noObjects = 'has no effect: --skip-crs creates no custom resources';
const noOperator = 'has no effect: none of the packages is an operator';
const noPlatform = 'has no effect: no platform is asked without --platform-address';
const apart = { skipCrs: true, destRepo: 'registry.example' };

describe('a flag that was typed', () => {
  it.each<[Partial<PushFlags>, PackageType[], string]>([
    [{ clusters: ['one'] }, ['plugin'], '--clusters is ignored for cluster plugins: the platform distributes them by'],
    [{ clusters: ['one'] }, ['bundle', 'plugin'], '--clusters is ignored for cluster plugins'],
    [{ clusters: ['one'] }, ['chart'], `--clusters ${noOperator}`],
    [{ clusters: ['one'], skipCrs: true }, ['bundle'], `--clusters ${noObjects}`],
    [{ clusters: ['one'], skipCrs: true }, ['plugin'], `--clusters ${noObjects}`],
    [{ targetCatalogSource: 'system' }, ['plugin'], `--target-catalog-source ${noOperator}`],
    [{ targetCatalogSource: 'system', skipCrs: true }, ['bundle'], `--target-catalog-source ${noObjects}`],
    [{ imagePullSecret: 'robot' }, ['chart', 'plugin'], `--image-pull-secret ${noOperator}`],
    [{ imagePullSecret: 'robot', skipCrs: true }, ['bundle'], `--image-pull-secret ${noObjects}`],
    [{ resetBundleVersion: true }, ['plugin'], `--reset-bundle-version ${noOperator}`],
    [{ resetBundleVersion: true, skipCrs: true }, ['bundle'], `--reset-bundle-version ${noObjects}`],
    [{ targetChartrepo: 'team' }, ['bundle', 'plugin'], '--target-chartrepo has no effect: none of the packages is a'],
    [{ limitRate: '1M', skipPush: true }, ['bundle'], '--limit-rate has no effect: --skip-push sends no images'],
    [{ tokenHosts: ['a'], noAuth: true }, ['plugin'], '--token-hosts has no effect: with --no-auth there are no'],
    [{ keyring: 'keys' }, ['plugin'], '--keyring has no effect without --verify'],
    [{ platformUsername: 'me', ...apart }, ['plugin'], `--platform-username ${noPlatform}`],
    [{ platformPassword: 'x', ...apart }, ['plugin'], `--platform-password ${noPlatform}`],
    [{ platformToken: 'x', ...apart }, ['plugin'], `--platform-token ${noPlatform}`],
    [{ platformCa: 'ca.crt', ...apart }, ['plugin'], `--platform-ca ${noPlatform}`],
  ])('and changes nothing is told: %j with %j', (typed, types, words) => {
    const flags = { ...none, ...typed };

    expect(idleFlags(flags, { flags, types: new Set(types) }, {})).toEqual([expect.stringContaining(words)]);
  });

  it.each<[Partial<PushFlags>, PackageType[]]>([
    [
      { clusters: ['one'], targetCatalogSource: 'system', imagePullSecret: 'robot', resetBundleVersion: true },
      ['bundle'],
    ],
    [{ targetCatalogSource: 'system' }, ['bundle', 'plugin']],
    [{ targetChartrepo: 'team', skipCrs: true }, ['chart', 'plugin']],
    [{ limitRate: '1M' }, ['plugin']],
    [{ limitRate: '1M', dryRun: true }, ['plugin']],
    [{ force: true, skipPush: true, concurrency: '2' }, ['plugin']],
    [{ keyring: 'keys', verify: true }, ['plugin']],
    [{ ...apart, platformAddress: 'https://example.com', platformToken: 'x' }, ['chart']],
    [{ clusters: ['one'], targetChartrepo: 'team' }, []],
  ])('and counts, or may count, is not: %j with %j', (typed, types) => {
    const flags = { ...none, ...typed };

    expect(idleFlags(flags, { flags, types: new Set(types) }, {})).toEqual([]);
  });

  it('is told from what stands in the environment for all commands', () => {
    const flags = { ...none, ...apart, platformToken: 'x', keyring: 'keys' };
    const asked = { flags, types: new Set<PackageType>(['plugin']) };

    expect(idleFlags(flags, asked, { VIOLET_PLATFORM_TOKEN: 'x', VIOLET_KEYRING: 'keys' })).toEqual([]);
  });

  it('is judged by what a plan has decided, which nobody typed', () => {
    const flags = { ...none, skipPush: true, targetChartrepo: 'public-charts' };
    const typed = { ...none, limitRate: '1M' };

    expect(idleFlags(typed, { flags, types: new Set(['plugin']) }, {})).toEqual([
      '--limit-rate has no effect: --skip-push sends no images',
    ]);
  });
});
