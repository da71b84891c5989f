import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createApiServer } from '@violet/apiserver';
import { followConnections, type Identity, type Log, silentLog } from '@violet/controller';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import type { Catalogs } from '../../catalogs/catalogs.ts';
import { PackageProvider } from '../provider.ts';
import { delegatedAuthenticators } from './authentication.ts';
import { delegatedAuthorization } from './authorization.ts';
import { packageBackend } from './backend.ts';
import { type Delegation, followDelegation } from './delegation.ts';

export interface PackageServerOptions {
  /** The cluster whose packages these are, and whose users may read them. */
  cluster: Cluster;
  catalogs: Catalogs;
  /** A server certificate for `packageServerName(namespace)`, and for the host where it is asked directly. */
  identity: Identity;
  host?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  clock?: Clock;
  log?: Log;
}

export interface PackageServer {
  readonly port: number;
  close(): Promise<void>;
}

const version = { major: '1', minor: '34', gitVersion: 'v1.34.0' };

/** Serves packages.operators.coreos.com/v1 of one cluster, to stand behind its API server or to be asked directly. */
export async function startPackageServer(options: PackageServerOptions): Promise<PackageServer> {
  const { cluster, catalogs, identity, host = '127.0.0.1', port = 0, clock = systemClock, log = silentLog } = options;
  const backend = packageBackend(new PackageProvider(catalogs), delegatedAuthorization(cluster, clock));
  const handler = createApiServer({
    backend,
    authenticators: delegatedAuthenticators(cluster, () => delegation.current()),
    version,
    clock: () => clock.now(),
    log: (message, error) => log.error({ err: error }, message),
  });
  // Who comes without a certificate may have a token; whom nobody knows is refused by authorization.
  const server = createServer(
    { ...secureContext(identity, undefined), requestCert: true, rejectUnauthorized: false },
    handler,
  );
  const delegation = followDelegation(cluster, clock, (changed) =>
    server.setSecureContext(secureContext(identity, changed)),
  );
  const endConnections = followConnections(server);
  server.listen(port, host);
  await once(server, 'listening');
  await delegation.whenSynced();
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      delegation.stop();
      server.close();
      endConnections();
      await once(server, 'close');
    },
  };
}

function secureContext({ certificate, key }: Identity, delegation: Delegation | undefined) {
  const authorities = [delegation?.clientAuthority ?? '', delegation?.proxy.authority ?? ''].filter(
    (pem) => pem !== '',
  );
  // An empty list means that no client certificate is believed; without one it would be the public authorities'.
  return { cert: certificate, key, ca: authorities, minVersion: 'TLSv1.2' as const };
}
