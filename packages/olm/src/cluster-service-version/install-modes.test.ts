import { describe, expect, it } from 'vitest';
import { installModes } from '../testing/a-csv.ts';
import { installModesProblem, unsupportedTargets } from './install-modes.ts';

const zero = 'operatorgroup has invalid selected namespaces, cannot configure to watch zero namespaces';
const mixed = 'operatorgroup has invalid selected namespaces, NamespaceAll found when |selected namespaces| > 1';
const refusal = (type: string, what: string) =>
  `${type} InstallModeType not supported, cannot configure to watch ${what}`;

describe('what an operator in ns can watch', () => {
  it.each([
    { supported: ['AllNamespaces'], targets: [''], problem: undefined },
    { supported: ['AllNamespaces'], targets: ['ns'], problem: refusal('OwnNamespace', 'own namespace') },
    { supported: ['AllNamespaces'], targets: ['other'], problem: refusal('SingleNamespace', 'one namespace') },
    { supported: ['AllNamespaces'], targets: ['a', 'b'], problem: refusal('MultiNamespace', '2 namespaces') },
    { supported: ['OwnNamespace'], targets: ['ns'], problem: undefined },
    { supported: ['OwnNamespace'], targets: [''], problem: refusal('AllNamespaces', 'all namespaces') },
    { supported: ['SingleNamespace'], targets: ['other'], problem: undefined },
    { supported: ['MultiNamespace'], targets: ['a', 'b'], problem: undefined },
    { supported: ['MultiNamespace'], targets: ['a', 'ns'], problem: refusal('OwnNamespace', 'own namespace') },
    { supported: ['MultiNamespace', 'OwnNamespace'], targets: ['a', 'ns'], problem: undefined },
    { supported: [], targets: [], problem: zero },
    { supported: ['MultiNamespace', 'AllNamespaces'], targets: ['', 'a'], problem: mixed },
  ])('$supported and $targets: $problem', ({ supported, targets, problem }) => {
    expect(unsupportedTargets(installModes(...supported), 'ns', targets)).toBe(problem);
  });

  it('supports nothing where it says nothing', () => {
    expect(unsupportedTargets(undefined, 'ns', ['ns'])).toBe(refusal('OwnNamespace', 'own namespace'));
  });
});

describe('a list of install modes', () => {
  it('names each type once', () => {
    expect(installModesProblem(installModes())).toBeUndefined();
    const twice = [
      { type: 'OwnNamespace', supported: true },
      { type: 'OwnNamespace', supported: false },
    ];
    expect(installModesProblem(twice)).toBe(
      'InstallMode list contains duplicates, cannot make set: [{OwnNamespace true} {OwnNamespace false}]',
    );
  });
});
