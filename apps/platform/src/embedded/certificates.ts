import { X509Certificate } from 'node:crypto';
import { createAuthority, type Identity, issueServerCertificate } from '@violet/controller';
import type { DataDirectory } from '../data-directory/data-directory.ts';

const renewBeforeMs = 30 * 24 * 3600_000;

export interface Certificates {
  /** PEM of the platform's own authority; `ca.crt` is for people to trust. */
  ca: string;
  /** Of everything that listens at the platform's own address. */
  server: Identity;
  /** A certificate for another name, as long as this process lives. */
  issueFor(name: string): Promise<Identity>;
}

export async function openCertificates(directory: DataDirectory, host: string): Promise<Certificates> {
  const authority = await openIdentity(directory, 'ca', () => createAuthority({ commonName: 'Violet platform' }));
  const hosts = [...new Set([host, '127.0.0.1', 'localhost'])];
  const known = readIdentity(directory, 'server');
  const usable = known !== undefined && serves(known.certificate, authority.certificate, hosts);
  const server = usable ? known : await issueServerCertificate(authority, { commonName: host, hosts });
  if (!usable) writeIdentity(directory, 'server', server);
  return {
    ca: authority.certificate,
    server,
    issueFor: (name) => issueServerCertificate(authority, { commonName: name, hosts: [name] }),
  };
}

async function openIdentity(directory: DataDirectory, name: string, make: () => Promise<Identity>): Promise<Identity> {
  const known = readIdentity(directory, name);
  if (known !== undefined) return known;
  const made = await make();
  writeIdentity(directory, name, made);
  return made;
}

function readIdentity(directory: DataDirectory, name: string): Identity | undefined {
  const certificate = directory.read(`${name}.crt`);
  const key = directory.read(`${name}.key`);
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

/** The key first: a certificate without its key would be taken for a whole identity by nobody. */
function writeIdentity(directory: DataDirectory, name: string, { certificate, key }: Identity): void {
  directory.write(`${name}.key`, key, 0o600);
  directory.write(`${name}.crt`, certificate, 0o644);
}

function serves(certificate: string, ca: string, hosts: readonly string[]): boolean {
  const found = new X509Certificate(certificate);
  const lasts = new Date(found.validTo).getTime() - Date.now() > renewBeforeMs;
  return (
    lasts &&
    found.verify(new X509Certificate(ca).publicKey) &&
    hosts.every((host) => found.checkHost(host) ?? found.checkIP(host))
  );
}
