import type { PushPlan } from '@violet/publish';
import { expect, it } from 'vitest';
import { noPushFlags } from '../testing/no-push-flags.ts';
import { flagsOfPlan } from './flags-of-plan.ts';
import type { PushFlags } from './push-request.ts';

const typed: PushFlags = { ...noPushFlags, applyPlan: 'plan.json', verify: true, require: 'gpg' };
const settings = {
  clusters: ['region1'],
  resetBundleVersion: false,
  targetChartrepo: 'public-charts',
  skipCrs: true,
  skipPush: false,
  force: false,
};

const planWith = (more: object): PushPlan => ({
  apiVersion: 'violet.cpaas.io/v1alpha1',
  kind: 'PushPlan',
  destination: { registry: 'harbor.example.com', platform: 'https://example.com' },
  settings: { ...settings, ...more },
  packages: [],
  blobs: [],
  registry: { bytes: 0, requests: 0, images: { push: 0, present: 0 }, blobs: { send: 0, mount: 0, present: 0 } },
  clusters: [],
});

it('takes what is pushed and where from the plan', () => {
  expect(flagsOfPlan(typed, planWith({}))).toEqual({ ...typed, ...settings, platformAddress: 'https://example.com' });
});

it('takes nothing from the plan that is not its to say: how connections and packages are trusted', () => {
  const hostile = { plain: true, noAuth: true, tokenHosts: ['evil.example'], registryCa: '/evil.pem', verify: false };

  expect(flagsOfPlan(typed, planWith(hostile))).toEqual(flagsOfPlan(typed, planWith({})));
});

const secretFlags: readonly [string, Partial<PushFlags>, string, Partial<PushFlags>][] = [
  ['a token', { platformToken: 'token' }, 'https://example.com', { platformAddress: 'https://example.com' }],
  ['a password of the platform', { platformPassword: 'p' }, 'https://example.com', { platformAddress: 'https://a.b' }],
  ['one on stdin', { platformPasswordStdin: true }, 'https://example.com', { platformAddress: 'https://a.b' }],
  ['a password of the registry', { password: 'p' }, 'harbor.example.com', { destRepo: 'harbor.example.com' }],
  ['that one on stdin', { passwordStdin: true }, 'harbor.example.com', { destRepo: 'harbor.example.com' }],
];

it.each(secretFlags)('sends %s only to a place that was typed', (_what, secret, place, address) => {
  const plan = planWith({});
  plan.destination.destRepo = 'harbor.example.com';

  expect(() => flagsOfPlan({ ...typed, ...secret }, plan)).toThrow(
    `the plan goes to ${place}: credentials are sent only`,
  );
  expect(flagsOfPlan({ ...typed, ...secret, ...address }, plan)).toMatchObject(address);
});
