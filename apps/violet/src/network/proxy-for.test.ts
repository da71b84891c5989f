import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { proxyFor, proxySecrets } from './proxy-for.ts';

/** Verdicts of golang.org/x/net/http/httpproxy: how, to which address, with which NO_PROXY. */
const verdicts = readFileSync(new URL('./testdata/no-proxy.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t') as [string, string, string]);

const asked = (env: Record<string, string>, address: string) => proxyFor(env)(new URL(address))?.href;

describe('the proxy to an address', () => {
  it.each(verdicts)('is used as Go programs do: %s for %s with NO_PROXY=%s', (how, address, excluded) => {
    const env = { HTTPS_PROXY: 'http://proxy:1', HTTP_PROXY: 'http://proxy:1', NO_PROXY: excluded };

    expect(asked(env, address) === undefined ? 'direct' : 'proxy').toBe(how);
  });

  it.each([
    [{ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:1' }, 'https://r.example', 'http://b:1/'],
    [{ HTTPS_PROXY: 'http://a:1', https_proxy: '' }, 'https://r.example', 'http://a:1/'],
    [{ HTTPS_PROXY: 'http://a:1' }, 'http://r.example', undefined],
    [{ HTTP_PROXY: 'http://a:1' }, 'https://r.example', undefined],
    [{ HTTP_PROXY: 'a:3128' }, 'http://r.example', 'http://a:3128/'],
    [{ HTTP_PROXY: 'https://me:x@a' }, 'http://r.example', 'https://me:x@a/'],
    [{ HTTP_PROXY: 'http://a:1', NO_PROXY: 'r.example', no_proxy: 'other' }, 'http://r.example', 'http://a:1/'],
    [{}, 'https://r.example', undefined],
  ])('is, with %j for %s, %s', (env, address, proxy) => {
    expect(asked(env, address)).toBe(proxy);
  });

  it.each(['ftp://me:canary@a:1', 'http://', 'http://me:canary@:1', 'http://a:port', 'http://me:canary%zz@a:1'])(
    'is not guessed, and not repeated, from %s',
    (value) => {
      const reading = () => asked({ HTTPS_PROXY: value }, 'https://r.example');

      expect(reading).toThrow('HTTPS_PROXY is not the address of an HTTP proxy');
      expect(reading).not.toThrow('canary');
    },
  );

  it.each([
    ['HTTPS_PROXY', 'socks5://me:canary@a:1'],
    ['https_proxy', 'socks5h://me:canary@a:1'],
    ['HTTP_PROXY', 'SOCKS4://a:1'],
    ['http_proxy', 'socks://a'],
  ])('is none that speaks SOCKS: %s=%s names the variable and a way out', (variable, value) => {
    let failure: unknown;
    try {
      asked({ [variable]: value }, `${variable.slice(0, -'_proxy'.length).toLowerCase()}://r.example`);
    } catch (error) {
      failure = error;
    }

    expect(failure).toMatchObject({
      message: `${variable} names a SOCKS proxy: violet speaks to HTTP proxies only`,
      hint: expect.stringMatching(`^Name an HTTP proxy in ${variable};.*NO_PROXY.*${variable}= before`),
    });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it.each([
    ['https://127.0.0.1', ''],
    ['https://r.example', 'r.example'],
    ['http://r.example', ''],
  ])('may be one that cannot be used where nothing goes through it: %s with NO_PROXY=%s', (address, excluded) => {
    expect(asked({ HTTPS_PROXY: 'socks5://a:1', NO_PROXY: excluded }, address)).toBeUndefined();
    expect(proxySecrets({ HTTPS_PROXY: 'socks5://a:1' })).toEqual([]);
  });

  it('has a password that nobody needs to see', () => {
    expect(proxySecrets({ HTTPS_PROXY: 'http://me:can%40ary@a:1' })).toEqual(['can@ary']);
  });
});
