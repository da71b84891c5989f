import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type * as X509 from '@peculiar/x509';

/** A certificate and its private key (PKCS #8), both PEM. */
export interface Identity {
  certificate: string;
  key: string;
}

export interface CertificateOptions {
  commonName: string;
  organizations?: readonly string[];
  /** From `now`; servers of other machines may run a little behind, so it begins five minutes earlier. */
  days?: number;
  now?: Date;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A certificate authority of our own: signs the certificates of gateways, webhooks and clients. */
export async function createAuthority(options: CertificateOptions): Promise<Identity> {
  const x509 = await load();
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const { CertificateSign, CRLSign, DigitalSignature } = usages(x509);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...common(options, 3650),
    name: subjectOf(options),
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(CertificateSign | CRLSign | DigitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) };
}

/** A server's certificate for these names and addresses. */
export async function issueServerCertificate(
  authority: Identity,
  options: CertificateOptions & { hosts: readonly string[] },
): Promise<Identity> {
  const x509 = await load();
  const names = options.hosts.map((host) => ({
    type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const),
    value: host,
  }));
  return await issue(x509, authority, options, [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names),
  ]);
}

/** A client's certificate: Kubernetes reads the user from the common name and the groups from the organizations. */
export async function issueClientCertificate(authority: Identity, options: CertificateOptions): Promise<Identity> {
  const x509 = await load();
  return await issue(x509, authority, options, [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
  ]);
}

async function issue(
  x509: typeof X509,
  authority: Identity,
  options: CertificateOptions,
  extensions: X509.Extension[],
): Promise<Identity> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    ...common(options, 365),
    subject: subjectOf(options),
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(usages(x509).DigitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...extensions,
    ],
  });
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) };
}

/** Loaded at first use: it costs start-up time that most processes need not spend. */
async function load(): Promise<typeof X509> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(crypto);
  return x509;
}

function usages(x509: typeof X509) {
  const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;
  return { CertificateSign: keyCertSign, CRLSign: cRLSign, DigitalSignature: digitalSignature };
}

function common({ days, now = new Date() }: CertificateOptions, defaultDays: number) {
  // A serial number is a positive integer: the first bit stays 0.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  return {
    serialNumber: serial.toString('hex'),
    notBefore: new Date(now.getTime() - 5 * 60_000),
    notAfter: new Date(now.getTime() + (days ?? defaultDays) * DAY_MS),
    signingAlgorithm: ALGORITHM,
  };
}

function subjectOf({ commonName, organizations = [] }: CertificateOptions): { [attribute: string]: string[] }[] {
  return [...organizations.map((organization) => ({ O: [organization] })), { CN: [commonName] }];
}

async function exportKey(key: CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${bytes.replaceAll(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

async function importKey(pem: string): Promise<CryptoKey> {
  const bytes = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  return await crypto.subtle.importKey('pkcs8', bytes, ALGORITHM, false, ['sign']);
}
