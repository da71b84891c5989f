import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from './node.ts';
import { sprigFunctions } from './sprig/sprig.ts';
import { parseTemplate } from './template-set.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const functions = sprigFunctions({ crypto: nodeCrypto, clock: () => now });

function render(text: string): string {
  return parseTemplate('t', text, { functions }).execute({});
}

function pair(text: string): { certificate: X509Certificate; key: ReturnType<typeof createPrivateKey> }[] {
  return render(text)
    .split('~')
    .map((both) => {
      const [cert = '', key = ''] = both.split('|');
      return { certificate: new X509Certificate(cert), key: createPrivateKey(key) };
    });
}

describe('certificates', () => {
  it.each(['', 'ecdsa', 'ed25519'])('of an authority with a key of kind "%s" sign those of others', (kind) => {
    const ca = kind === '' ? 'genCA "my ca" 365' : `genCAWithKey "my ca" 365 (genPrivateKey "${kind}")`;
    const [authority, leaf] = pair(
      `{{ $ca := ${ca} }}{{ $c := genSignedCert "leaf" (list "10.0.0.1" "2001:db8::1") (list "a.example" "*.b") 30 $ca -}}
      {{ $ca.Cert }}|{{ $ca.Key }}~{{ $c.Cert }}|{{ $c.Key }}`,
    );

    expect(authority?.certificate.ca).toBe(true);
    expect(authority?.certificate.subject).toBe('CN=my ca');
    expect(leaf?.certificate.checkIssued(authority?.certificate ?? leaf.certificate)).toBe(true);
    expect(leaf?.certificate.verify(authority?.certificate.publicKey ?? leaf.certificate.publicKey)).toBe(true);
    expect(leaf?.certificate.checkPrivateKey(leaf.key)).toBe(true);
    expect(leaf?.certificate.subjectAltName).toBe(
      'DNS:a.example, DNS:*.b, IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1',
    );
    expect(leaf?.certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(leaf?.certificate.validFromDate.getTime()).toBe(now);
    expect(leaf?.certificate.validToDate.getTime()).toBe(now + 30 * 86_400_000);
  });

  it('can sign themselves', () => {
    const [self] = pair('{{ $c := genSelfSignedCert "self" nil (list "a") 1000000 }}{{ $c.Cert }}|{{ $c.Key }}');

    expect(self?.certificate.verify(self.certificate.publicKey)).toBe(true);
    expect(self?.certificate.ca).toBe(false);
  });
});

describe('private keys', () => {
  it.each([
    ['ecdsa', 'EC PRIVATE KEY', 'ec'],
    ['ed25519', 'PRIVATE KEY', 'ed25519'],
  ])('of kind %s come in the form that Go writes', (kind, type, expected) => {
    const pem = render(`{{ genPrivateKey "${kind}" }}`);

    expect(pem).toMatch(new RegExp(`^-----BEGIN ${type}-----\n`));
    expect(createPrivateKey(pem).asymmetricKeyType).toBe(expected);
  });
});

describe('without cryptography', () => {
  it('says so where a function needs it', () => {
    const text = '{{ genCA "a" 1 }}';

    expect(() => parseTemplate('t', text, { functions: sprigFunctions() }).execute({})).toThrow(
      'error calling genCA: no cryptography is available here',
    );
  });
});
