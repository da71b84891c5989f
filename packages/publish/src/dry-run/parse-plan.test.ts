import { isFailure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { parsePushPlan } from './parse-plan.ts';

const plan = (destination: object, settings: object = {}) =>
  JSON.stringify({
    apiVersion: 'violet.cpaas.io/v1alpha1',
    kind: 'PushPlan',
    destination: { registry: 'registry.example', ...destination },
    settings: {
      clusters: [],
      resetBundleVersion: false,
      targetChartrepo: 'public-charts',
      skipCrs: false,
      skipPush: false,
      force: false,
      ...settings,
    },
    packages: [],
    blobs: [],
    registry: { bytes: 0, requests: 0, images: { push: 0, present: 0 }, blobs: { send: 0, mount: 0, present: 0 } },
    clusters: [],
  });

describe('a plan that somebody else wrote', () => {
  it.each([
    ['destination.platform', plan({ platform: 'https://a.example\nError: none' })],
    ['destination.destRepo', plan({ destRepo: 'a.example\rError: none' })],
    ['destination.registry', plan({ registry: 'a.example\u001b[2K' })],
    ['destination.prefix', plan({ prefix: 'team\u2028Error: none' })],
    ['settings.clusters[0]', plan({}, { clusters: ['a\u202eb'] })],
    ['settings.targetCatalogSource', plan({}, { targetCatalogSource: 'a\u0085b' })],
  ])('cannot put lines of its own into messages: %s', (field, text) => {
    let failure: unknown;
    try {
      parsePushPlan(text, 'plan.json');
    } catch (error) {
      failure = error;
    }

    expect(isFailure(failure, 'Invalid') && failure.message).toMatch(
      /^plan\.json is no plan of a push: [^\p{C}\p{Zl}\p{Zp}]*$/u,
    );
    expect(failure).toHaveProperty('message', expect.stringContaining(field));
  });

  it('may name places in any letters', () => {
    expect(parsePushPlan(plan({ platform: 'https://bücher.example' }), 'plan.json').destination.platform).toBe(
      'https://bücher.example',
    );
  });
});
