import { describe, expect, it } from 'vitest';
import { passwordsInAddresses } from './passwords-in-addresses.ts';

describe('passwords in addresses', () => {
  it.each([
    ['https://me:hunter22@a.b', ['hunter22', 'hunter22']],
    ['https://me:hunt%2Fer@a.b:8443/x', ['hunt%2Fer', 'hunt/er']],
    ['https://:hunter/22@a.b', ['hunter/22', 'hunter/22']],
    ['oci://me:100%@a.b/c', ['100%', '100%']],
    ['--dest-repo=me:hunter22@a.b', ['hunter22', 'hunter22']],
    ['me:hunter22@a.b:5000/c:v1', ['hunter22', 'hunter22']],
    ['me@a.b/c:v1', []],
    ['a.b:5000/c:v1@sha256:00', []],
    ['c:v1@sha256:00', []],
    ['set=a=b:c', []],
  ])('of %s are %j', (address, passwords) => {
    expect(passwordsInAddresses([address], {})).toEqual(passwords);
    expect(passwordsInAddresses([], { https_proxy: address })).toEqual(passwords);
  });
});
