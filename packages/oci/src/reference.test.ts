import { describe, expect, it } from 'vitest';
import { isRegistryAddress, isRepository, parseReference, printReference } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseReference', () => {
  it.each([
    ['web-cli', { repository: 'web-cli' }],
    ['3rdparty/web-cli:v4.0.4', { repository: '3rdparty/web-cli', tag: 'v4.0.4' }],
    ['registry.example/a/b:v1', { registry: 'registry.example', repository: 'a/b', tag: 'v1' }],
    ['localhost/a', { registry: 'localhost', repository: 'a' }],
    ['10.0.0.1:11443/a__b/c-d', { registry: '10.0.0.1:11443', repository: 'a__b/c-d' }],
    ['[::1]:5000/a:v1', { registry: '[::1]:5000', repository: 'a', tag: 'v1' }],
    [`r:5000/a:v1@${digest}`, { registry: 'r:5000', repository: 'a', tag: 'v1', digest }],
    [`a/b@${digest}`, { repository: 'a/b', digest }],
  ])('reads %s, and prints it again', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
    expect(printReference(parseReference(text))).toBe(text);
  });

  it('takes the oci:// of Helm', () => {
    expect(parseReference('oci://r.example/charts/a:1.0.0')).toEqual({
      registry: 'r.example',
      repository: 'charts/a',
      tag: '1.0.0',
    });
  });

  it.each([
    ['', 'repository'],
    ['Upper/case', 'repository'],
    ['a//b', 'repository'],
    ['../../etc/passwd', 'host'],
    ['a/../b', 'repository'],
    ['a/_tags', 'repository'],
    ['a:', 'tag'],
    [`a:${'t'.repeat(129)}`, 'tag'],
    ['a@sha256:abc', 'digest'],
    ['a@', 'digest'],
    [`a@${digest}@${digest}`, 'digest'],
    ['-x.y/a', 'host'],
    [`${'a'.repeat(256)}`, 'repository'],
    [`${'a'.repeat(1025)}`, '1024'],
    ['a\0b', 'repository'],
  ])('refuses %j for its %s', (text, part) => {
    expect(() => parseReference(text)).toThrow(part);
  });
});

describe('names', () => {
  it.each(['a', 'a.b/c_d/e--f', '0/1'])('%s is a repository', (name) => expect(isRepository(name)).toBe(true));

  it.each(['.', '..', 'a..b', 'a/', '/a', 'a___b', 'A', 'a b', 'a%2f'])('%s is no repository', (name) =>
    expect(isRepository(name)).toBe(false),
  );

  it.each(['https://a', 'a/b', 'a:', 'a:x', '', '::1', 'a:65536', '1.2.3.256', '1.2.3.4.5', '[::::]'])(
    '%j is no registry address',
    (text) => expect(isRegistryAddress(text)).toBe(false),
  );
});
