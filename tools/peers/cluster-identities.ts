import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority, type Identity, issueClientCertificate, issueServerCertificate } from '@violet/controller';
import { printYaml } from '@violet/machinery';

/** Certificates and keys of a cluster, as files below one directory. */
export interface ClusterIdentities {
  /** PEM of the cluster's authority. */
  ca: string;
  /** PEM, client of group system:masters. */
  administrator: Identity;
  file(name: string): string;
  /** Writes a kubeconfig for one of the clients and answers with its path. */
  kubeconfig(client: 'admin' | 'controller-manager' | 'scheduler'): string;
}

/** Makes an authority and everything that it signs. */
export async function makeIdentities(directory: string, server: string): Promise<ClusterIdentities> {
  mkdirSync(directory, { recursive: true });
  const file = (name: string) => join(directory, name);
  const write = (name: string, { certificate, key }: Identity) => {
    writeFileSync(file(`${name}.crt`), certificate);
    writeFileSync(file(`${name}.key`), key, { mode: 0o600 });
  };
  const authority = await createAuthority({ commonName: 'peer cluster' });
  const hosts = ['127.0.0.1', 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '10.96.0.1'];
  const clients = {
    admin: await issueClientCertificate(authority, { commonName: 'admin', organizations: ['system:masters'] }),
    // In system:masters it is usable at once; with its own roles it takes seven seconds more.
    'controller-manager': await issueClientCertificate(authority, {
      commonName: 'system:kube-controller-manager',
      organizations: ['system:masters'],
    }),
    scheduler: await issueClientCertificate(authority, { commonName: 'system:kube-scheduler' }),
  };
  // The API server speaks for its callers to aggregated servers: by an authority that vouches for nobody else.
  const frontProxy = await createAuthority({ commonName: 'front proxy' });
  write('front-proxy-ca', frontProxy);
  write('front-proxy', await issueClientCertificate(frontProxy, { commonName: 'front-proxy-client' }));
  write('ca', authority);
  write('apiserver', await issueServerCertificate(authority, { commonName: 'kube-apiserver', hosts }));
  for (const [name, identity] of Object.entries(clients)) write(name, identity);
  writeServiceAccountKeys(file);
  return {
    ca: authority.certificate,
    administrator: clients.admin,
    file,
    kubeconfig(client) {
      const path = file(`${client}.kubeconfig`);
      writeFileSync(path, kubeconfig(server, authority.certificate, clients[client]), { mode: 0o600 });
      return path;
    },
  };
}

function writeServiceAccountKeys(file: (name: string) => string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(file('sa.key'), privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(file('sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
}

function kubeconfig(server: string, ca: string, { certificate, key }: Identity): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return printYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'peer',
    clusters: [{ name: 'peer', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: 'user', user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) } }],
    contexts: [{ name: 'peer', context: { cluster: 'peer', user: 'user' } }],
  });
}
