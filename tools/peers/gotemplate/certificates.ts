import { runProgram } from '@violet/gotemplate/testing';
import fc from 'fast-check';
import type { Claim } from './oracle.ts';

/** A certificate that we made, for Go to check, and the functions that made it. */
export interface MadeCertificate {
  functions: readonly string[];
  claim: Claim;
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

/** Certificates of each function; those that make an RSA key for themselves are slow and therefore fewer. */
export function certificateClaims({
  seed,
  each,
  costly,
}: {
  seed: number;
  each: number;
  costly: number;
}): MadeCertificate[] {
  const subjects = fc.sample(fc.record({ name: names, days, ips, hosts }), { numRuns: each, seed });
  const keys = ['ecdsa', 'ed25519', 'rsa'].map((kind) => output(`{{ genPrivateKey "${kind}" }}`));
  const authorities = keys.map((key) => made('genCAWithKey "authority" 10 .key', { key }));
  return subjects.flatMap((subject, index) => {
    const key = keys[index % 20 === 0 ? 2 : index % 2] ?? '';
    const ca = authorities[index % 19 === 0 ? 2 : index % 2];
    const isCostly = index < costly;
    const who = `${JSON.stringify(subject.name)} ${list(subject.ips)} ${list(subject.hosts)} ${subject.days}`;
    const signer = '(buildCustomCert (b64enc .ca) (b64enc .caKey))';
    return [
      certificate({ args: `${JSON.stringify(subject.name)} ${subject.days}`, name: 'genCA' }, { key, isCostly }),
      certificate({ args: who, name: 'genSelfSignedCert' }, { key, isCostly }),
      certificate({ args: `${who} ${signer}`, name: 'genSignedCert' }, { key, isCostly, ca }),
    ].flat();
  });
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'nil' : `(list ${items.map((item) => JSON.stringify(item)).join(' ')})`;
}

function certificate(
  { name, args }: { name: string; args: string },
  { key, isCostly, ca }: { key: string; isCostly: boolean; ca?: Pair | undefined },
): MadeCertificate[] {
  const signer = ca === undefined ? {} : { ca: ca.cert, caKey: ca.key };
  const like = `{{ ${name}WithKey ${args} .key | keep }}`;
  const custom = ca === undefined ? [] : ['buildCustomCert'];
  const claimed = (functions: string[], { cert, key: shown }: Pair): MadeCertificate => ({
    functions: [...functions, ...custom],
    claim: { check: 'certificate', value: cert, key: shown, like, ...signer },
  });
  const withKey = claimed([`${name}WithKey`], made(`${name}WithKey ${args} .key`, { key, ...signer }));
  return isCostly ? [withKey, claimed([name], made(`${name} ${args}`, signer))] : [withKey];
}

function made(call: string, values: Record<string, string>): Pair {
  const [cert = '', key = ''] = output(`{{ $c := ${call} }}{{ $c.Cert }}|{{ $c.Key }}`, values).split('|');
  return { cert, key };
}

function output(template: string, values: Record<string, string> = {}): string {
  const result = runProgram({ template, values });
  if ('error' in result) {
    throw new Error(`${template}: ${result.error}`);
  }
  return result.output;
}

/** How often each function made one of these. */
export function certificateUses(certificates: readonly MadeCertificate[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const name of certificates.flatMap(({ functions }) => functions)) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return uses;
}
