import { describe, expect, it } from 'vitest';
import { refuseUpgrade } from './upgrade.ts';

const base = { plugin: 'web-cli', from: 'v4.0.4', to: 'v4.1.0', supported: '>= v4.0.0', lifecycle: undefined };

describe('an upgrade', () => {
  it.each([
    ['within the supported range', base],
    ['that is the first installation', { ...base, from: '', supported: '>= v9.0.0' }],
    ['to the same version', { ...base, to: 'v4.0.4', supported: '>= v9.0.0' }],
    ['where no range is given', { ...base, supported: undefined }],
    ['of an aligned plugin', { ...base, lifecycle: 'aligned' }],
  ])('is allowed %s', (_title, facts) => {
    expect(refuseUpgrade(facts)).toBeUndefined();
  });

  it.each([
    [
      'from below the supported range',
      { ...base, supported: '>= v4.0.5' },
      'web-cli v4.1.0 upgrades from >= v4.0.5, and v4.0.4 is installed',
    ],
    ['to an older version', { ...base, to: 'v4.0.3' }, 'cannot go back to v4.0.3'],
    ['of a core plugin', { ...base, lifecycle: 'Core' }, "follows the cluster's own version"],
  ])('is refused %s', (_title, facts, message) => {
    expect(refuseUpgrade(facts)?.message).toContain(message);
    expect(refuseUpgrade(facts)?.reason).toBe('UpgradeNotSupported');
  });
});
