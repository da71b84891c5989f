import { describe, expect, it } from 'vitest';
import { kubeVersionOf } from './capabilities.ts';
import { checkReleaseName } from './release-name.ts';

describe('a Kubernetes version', () => {
  it.each([
    ['v1.34.4', { version: 'v1.34.4', major: '1', minor: '34' }],
    ['1.29', { version: 'v1.29', major: '1', minor: '29' }],
    ['v1.30.5-gke.100+x', { version: 'v1.30.5', major: '1', minor: '30' }],
    ['1.27+', { version: 'v1.27', major: '1', minor: '27' }],
  ])('is read from %s as Helm reads it', (text, expected) => {
    expect(kubeVersionOf(text)).toEqual(expected);
  });

  it.each([
    ['one', `invalid kube version 'one': could not parse "one" as version`],
    ['1', `invalid kube version '1': illegal version string "1"`],
    ['01.2', `invalid kube version '01.2': illegal zero-prefixed version component "01" in "01.2"`],
    [
      '1.99999999999999999999',
      `invalid kube version '1.99999999999999999999': illegal non-numeric version component "99999999999999999999" in "1.99999999999999999999": strconv.ParseUint: parsing "99999999999999999999": value out of range`,
    ],
  ])('is refused when it is %s', (text, message) => {
    expect(() => kubeVersionOf(text)).toThrow(message);
  });
});

describe('the name of a release', () => {
  it.each(['web', 'a.b-c', 'a'.repeat(53)])('may be %s', (name) => {
    expect(() => checkReleaseName(name)).not.toThrow();
  });

  it.each(['', 'Web', 'a/b', '../x', '-a', 'a'.repeat(54), 'a\nb', 'é'])('may not be %j', (name) => {
    expect(() => checkReleaseName(name)).toThrow('release name');
  });
});
