import { expect, it } from 'vitest';
import type { Definition, DefinitionVersion } from './definition.ts';
import { deprecation } from './deprecation.ts';

function version(name: string, rest: Partial<DefinitionVersion> = {}): DefinitionVersion {
  return { name, served: true, storage: false, ...rest };
}

const old = version('v1beta1', { deprecated: true });

it.each<[string, DefinitionVersion[], string | undefined]>([
  [
    'points to the newest served one',
    [version('v1'), version('v2')],
    'a.b/v1beta1 Thing is deprecated; use a.b/v2 Thing',
  ],
  ['points to none that is older', [version('v1alpha1')], 'a.b/v1beta1 Thing is deprecated'],
  ['points to none that is not served', [version('v1', { served: false })], 'a.b/v1beta1 Thing is deprecated'],
  ['points to none that goes as well', [version('v1', { deprecated: true })], 'a.b/v1beta1 Thing is deprecated'],
])('the warning of a deprecated version %s', (_, others, expected) => {
  const spec = { group: 'a.b', names: { kind: 'Thing' }, versions: [old, ...others] } as Definition['spec'];

  expect(deprecation({ spec }, old).deprecationWarning).toBe(expected);
});

it('takes the words of the definition', () => {
  const spec = { group: 'a.b', names: { kind: 'Thing' }, versions: [] } as unknown as Definition['spec'];

  expect(deprecation({ spec }, { ...old, deprecationWarning: 'leave it' })).toEqual({ deprecationWarning: 'leave it' });
  expect(deprecation({ spec }, version('v1'))).toEqual({});
});
