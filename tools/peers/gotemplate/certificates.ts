import { runProgram, type TemplateProgram, type TemplateResult } from '@violet/gotemplate/testing';
import fc from 'fast-check';
import type { Claim } from './oracle.ts';

/** How a certificate is made by us, and what Go is told of it beside the result. */
export interface CertificatePlan {
  program: TemplateProgram;
  about: Record<string, string>;
}

interface Pair {
  cert: string;
  key: string;
}

const names = fc.constantFrom(
  'example.com',
  '*.svc.cluster.local',
  'Ünï cöde',
  'a@b',
  '',
  'it\'s "quoted"',
  'x'.repeat(80),
);
const days = fc.constantFrom(365, 1, 3650, 36_500, 0, -1, 100_000, 200_000);
const ips = fc.array(fc.constantFrom('127.0.0.1', '::1', '10.0.0.255', 'fe80::1:2', '::ffff:1.2.3.4'), {
  maxLength: 3,
});
const hosts = fc.array(fc.constantFrom('a', 'a.example.com', '*.b', 'xn--bcher-kva.ch', 'with space'), {
  maxLength: 3,
});

/** Certificates of each function, with keys that are given and with RSA keys that it makes. */
export function certificatePlans(seed: number, each: number): CertificatePlan[] {
  const subjects = fc.sample(fc.record({ name: names, days, ips, hosts }), { numRuns: each, seed });
  const keys = ['ecdsa', 'ed25519', 'rsa'].map((kind) => output(runProgram(keyProgram(kind))));
  const authorities = keys.map((key) => pairOf(runProgram(making('genCAWithKey "authority" 10 .key', { key }))));
  return subjects.flatMap((subject, index) => {
    const key = keys[index % 20 === 0 ? 2 : index % 2] ?? '';
    const ca = authorities[index % 19 === 0 ? 2 : index % 2];
    const name = JSON.stringify(subject.name);
    const who = `${name} ${list(subject.ips)} ${list(subject.hosts)} ${subject.days}`;
    const signer = '(buildCustomCert (b64enc .ca) (b64enc .caKey))';
    return [
      ...plansOf('genCA', `${name} ${subject.days}`, key),
      ...plansOf('genSelfSignedCert', who, key),
      ...plansOf('genSignedCert', `${who} ${signer}`, key, ca),
    ];
  });
}

const keyProgram = (kind: string): TemplateProgram => ({ template: `{{ genPrivateKey "${kind}" }}` });

function list(items: readonly string[]): string {
  return items.length === 0 ? 'nil' : `(list ${items.map((item) => JSON.stringify(item)).join(' ')})`;
}

function plansOf(name: string, args: string, key: string, ca?: Pair): CertificatePlan[] {
  const signer = ca === undefined ? {} : { ca: ca.cert, caKey: ca.key };
  const about = { like: `{{ ${name}WithKey ${args} .key | keep }}`, ...signer };
  return [
    { program: making(`${name}WithKey ${args} .key`, { key, ...signer }), about },
    { program: making(`${name} ${args}`, signer), about },
  ];
}

function making(call: string, values: Record<string, string>): TemplateProgram {
  return { template: `{{ $c := ${call} }}{{ $c.Cert }}|{{ $c.Key }}`, values };
}

/** For Go to check. */
export function certificateClaim({ about }: CertificatePlan, result: TemplateResult): Claim {
  const { cert, key } = pairOf(result);
  return { check: 'certificate', value: cert, key, ...about };
}

function pairOf(result: TemplateResult): Pair {
  const [cert = '', key = ''] = output(result).split('|');
  return { cert, key };
}

export function output(result: TemplateResult): string {
  if ('error' in result) {
    throw new Error(result.error);
  }
  return result.output;
}
