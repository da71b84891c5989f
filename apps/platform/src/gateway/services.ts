import type { AccountStore, Login, PasswordKey, TokenSigner } from '@violet/accounts';
import type { ClusterSet, Log, Metrics } from '@violet/controller';
import type { ChartRepositories, RepositoryPlace } from '@violet/marketplace';

/** Everything that the routes use. */
export interface GatewayServices {
  clusters: ClusterSet;
  /** The clusters that were asked for, those that have not answered yet included. */
  expected: readonly string[];
  accounts: AccountStore;
  login: Login;
  /** Whether a password is right, remembered for a while. */
  isRight: (username: string, password: string) => Promise<boolean>;
  charts: ChartRepositories;
  chartRepoUrl: (at: RepositoryPlace) => string;
  passwords: PasswordKey;
  signer: TokenSigner;
  metrics: Metrics;
  log: Log;
  /** Address that clients use, such as `https://127.0.0.1:8443`; known when the gateway listens. */
  address: () => string;
  /** PEM of the authority behind the address. */
  ca: string;
  isReady: () => boolean;
}
