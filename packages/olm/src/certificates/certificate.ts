import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { createAuthority, type Identity, issueServerCertificate } from '@violet/controller';

/** As upstream names the organisation in its certificates. */
const ORGANIZATION = 'Red Hat, Inc.';
const VALID_DAYS = 730;
const DAY_MS = 86_400_000;

/** An authority for one installation of an operator; its key is forgotten afterwards. */
export async function operatorAuthority(now: Date): Promise<Identity> {
  const commonName = `olm-selfsigned-${randomBytes(8).toString('hex')}`;
  return await createAuthority({ commonName, organizations: [ORGANIZATION], days: VALID_DAYS, now });
}

export async function servingCertificate(authority: Identity, hosts: readonly string[], now: Date): Promise<Identity> {
  const [commonName = ''] = hosts;
  return await issueServerCertificate(authority, {
    commonName,
    organizations: [ORGANIZATION],
    days: VALID_DAYS,
    hosts,
    now,
  });
}

/** When a certificate was made, and when it is to be made anew. */
export interface Lifetime {
  madeAt: Date;
  rotateAt: Date;
}

/** Undefined for what is no certificate. */
export function lifetimeOf(pem: string): Lifetime | undefined {
  const end = parseCertificate(pem)?.validToDate.getTime();
  if (end === undefined) return undefined;
  return { madeAt: new Date(end - VALID_DAYS * DAY_MS), rotateAt: new Date(end - DAY_MS) };
}

/** The hash by which Secrets and pod templates tell authorities apart. */
export function authorityHash(pem: string): string {
  return createHash('sha256').update(pem).digest('hex');
}

export function isCertificate(pem: string): boolean {
  return parseCertificate(pem) !== undefined;
}

/** Whether the certificate serves these hosts, is signed by the authority, and both hold for another day. */
export function isFresh(authorityPem: string, certificatePem: string, hosts: readonly string[], now: Date): boolean {
  const authority = parseCertificate(authorityPem);
  const certificate = parseCertificate(certificatePem);
  if (authority === undefined || certificate === undefined) return false;
  if (!holdsAnotherDay(authority, now) || !holdsAnotherDay(certificate, now)) return false;
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) return false;
  return hosts.every((host) => certificate.checkHost(host, { subject: 'never' }) !== undefined);
}

function holdsAnotherDay({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate < now && now.getTime() <= validToDate.getTime() - DAY_MS;
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
