import { type Controller, defineController, type Step, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { Secret, ServiceAccount } from '../kinds/core.ts';

/** Signs the token of a Secret. */
export type LegacyToken = (account: { namespace: string; name: string; uid: string }, secretName: string) => string;

const type = 'kubernetes.io/service-account-token';
const nameAnnotation = 'kubernetes.io/service-account.name';
const uidAnnotation = 'kubernetes.io/service-account.uid';

interface World {
  account: Stored<KubernetesObject> | undefined;
  fill(data: Record<string, string>, uid: string): Promise<void>;
  remove(): Promise<void>;
}

/** Fills Secrets that ask for the token of a service account, and removes those whose account is gone. */
export function tokenSecretController(ca: string, token: LegacyToken): Controller {
  return defineController<Secret, World>({
    name: 'service-account-token',
    scope: 'member',
    kind: Secret,
    fieldSelector: `type=${type}`,
    concerns: ({ metadata }) => metadata.deletionTimestamp === undefined,
    watches: [
      watch({
        kind: ServiceAccount,
        metadataOnly: true,
        keys: ({ metadata }, _cluster, reader) =>
          reader
            .list(Secret, metadata.namespace)
            .filter((secret) => accountOf(secret) === metadata.name)
            .map((secret) => ({ name: secret.metadata.name, namespace: secret.metadata.namespace ?? '' })),
      }),
    ],
    observe(secret, reader) {
      const { name, namespace = '', uid, resourceVersion } = secret.metadata;
      const secrets = reader.client.resource(Secret, namespace);
      return {
        account: reader.get(ServiceAccount, accountOf(secret), namespace),
        async fill(data, accountUid) {
          const annotations = { [uidAnnotation]: accountUid };
          await secrets.patch(name, { type: 'merge', body: { metadata: { annotations, resourceVersion }, data } });
        },
        async remove() {
          await secrets.delete(name, { preconditions: { uid } });
        },
      };
    },
    steps: [removeOrphan, fillSecret(ca, token)],
  });
}

/** Only what was filled once: a Secret may come before its account. */
const removeOrphan: Step<Secret, World> = async ({ metadata }, { account, remove }) => {
  const uid = metadata.annotations?.[uidAnnotation];
  if (uid !== undefined && account?.metadata.uid !== uid) await remove();
};

function fillSecret(ca: string, token: LegacyToken): Step<Secret, World> {
  return async ({ metadata, data = {} }, { account, fill }) => {
    if (account === undefined || data['token'] !== undefined) return;
    const { name, namespace = '', uid } = account.metadata;
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const signed = token({ namespace, name, uid }, metadata.name);
    await fill({ 'ca.crt': base64(ca), namespace: base64(namespace), token: base64(signed) }, uid);
  };
}

function accountOf({ metadata }: KubernetesObject): string {
  return metadata.annotations?.[nameAnnotation] ?? '';
}
