import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KubernetesObject } from '@violet/machinery';
import type { Store } from '../storage/store.ts';

export interface TokenKey {
  /** Tells in a token by which key it was signed. */
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Not served by any API: a kind of the data file alone. */
const collectionId = 'keys.internal';
const name = 'service-accounts';

type StoredKey = KubernetesObject & { privateKey: string };

/** The key of a cluster, made at its first start: tokens outlive a restart. */
export function tokenKey(store: Store): TokenKey {
  const keys = store.collection(collectionId);
  const known = keys.get(`/${name}`) as StoredKey | undefined;
  const pem =
    known?.privateKey ?? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(asPem).toString();
  if (known === undefined) {
    store.put(keys, { apiVersion: 'internal', kind: 'Key', metadata: { name }, privateKey: pem } as KubernetesObject);
  }
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { id, privateKey, publicKey };
}

const asPem = { type: 'pkcs8', format: 'pem' } as const;
