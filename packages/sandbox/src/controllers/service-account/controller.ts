import { type Controller, defineController, type Step, watch } from '@violet/controller';
import { isFailure, type KubernetesObject } from '@violet/machinery';
import { ConfigMap, Namespace, ServiceAccount } from '../kinds/core.ts';

const ACCOUNT = 'default';
const ROOT_CA = 'kube-root-ca.crt';

interface World {
  hasAccount: boolean;
  /** What pods trust now; undefined where there is no such ConfigMap. */
  rootCa: string | undefined;
  createAccount(): Promise<void>;
  writeRootCa(): Promise<void>;
}

const ensureAccount: Step<Namespace, World> = async (_namespace, { hasAccount, createAccount }) => {
  if (!hasAccount) await createAccount();
};

const ensureRootCa =
  (ca: string): Step<Namespace, World> =>
  async (_namespace, { rootCa, writeRootCa }) => {
    if (rootCa !== ca) await writeRootCa();
  };

/** Gives each namespace what pods need to reach the API: an account, and the authority that signed its certificate. */
export function serviceAccountController(ca: string): Controller {
  return defineController<Namespace, World>({
    name: 'service-account',
    scope: 'member',
    kind: Namespace,
    concerns: ({ metadata }) => metadata.deletionTimestamp === undefined,
    watches: [
      watch({
        kind: ServiceAccount,
        fieldSelector: `metadata.name=${ACCOUNT}`,
        metadataOnly: true,
        keys: keyOfNamespace,
      }),
      watch({ kind: ConfigMap, fieldSelector: `metadata.name=${ROOT_CA}`, keys: keyOfNamespace }),
    ],
    observe({ metadata: { name: namespace } }, reader) {
      const { client } = reader;
      const map = reader.get(ConfigMap, ROOT_CA, namespace);
      return {
        hasAccount: reader.get(ServiceAccount, ACCOUNT, namespace) !== undefined,
        rootCa: map?.data?.['ca.crt'],
        async createAccount() {
          const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT, namespace } };
          await unlessThere(() => client.resource(ServiceAccount, namespace).create(account));
        },
        async writeRootCa() {
          const annotations = {
            'kubernetes.io/description': 'Contains a CA bundle that can be used to verify the kube-apiserver.',
          };
          const wanted = {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: ROOT_CA, namespace, annotations },
            data: { 'ca.crt': ca },
          };
          const maps = client.resource(ConfigMap, namespace);
          if (map === undefined) await unlessThere(() => maps.create(wanted));
          else await maps.patch(ROOT_CA, { type: 'merge', body: { data: { 'ca.crt': ca } } });
        },
      };
    },
    steps: [ensureAccount, ensureRootCa(ca)],
    concurrency: 8,
  });
}

function keyOfNamespace({ metadata }: KubernetesObject) {
  return metadata.namespace === undefined ? [] : [{ name: metadata.namespace }];
}

async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
  }
}
