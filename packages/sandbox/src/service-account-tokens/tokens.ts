import { randomUUID } from 'node:crypto';
import type { UserInfo } from '@violet/apiserver';
import { isJsonObject, type Json, type JsonObject, type KubernetesObject, serviceAccountName } from '@violet/machinery';
import { keyOf } from '../storage/event.ts';
import type { Store } from '../storage/store.ts';
import { signToken, verifiedClaims } from './jwt.ts';
import { type TokenKey, tokenKey } from './token-key.ts';

/** Who issues the tokens, and for whom they are where nobody else is named. */
export const apiAudience = 'https://kubernetes.default.svc';
const legacyIssuer = 'kubernetes/serviceaccount';

export interface BoundObject {
  kind: 'Pod' | 'Secret' | 'Node';
  name: string;
  uid: string;
}

export interface TokenSubject {
  namespace: string;
  name: string;
  uid: string;
}

const boundKinds = { pod: 'pods', secret: 'secrets', node: 'nodes' } as const;

/** Tokens by which service accounts show who they are. */
export class ServiceAccountTokens {
  private readonly store: Store;
  private readonly clock: () => Date;
  private key: TokenKey | undefined;

  constructor(store: Store, clock: () => Date) {
    this.store = store;
    this.clock = clock;
  }

  /** A token for some time, for some audiences, as long as what it is bound to lives. */
  issue(
    subject: TokenSubject,
    options: { audiences: readonly string[]; seconds: number; bound?: BoundObject },
  ): string {
    const { namespace, name, uid } = subject;
    const { audiences, seconds, bound } = options;
    const now = Math.floor(this.clock().getTime() / 1000);
    return signToken(this.signingKey(), {
      aud: audiences,
      exp: now + seconds,
      iat: now,
      iss: apiAudience,
      jti: randomUUID(),
      'kubernetes.io': {
        namespace,
        ...(bound === undefined ? {} : { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }),
        serviceaccount: { name, uid },
      },
      nbf: now,
      sub: serviceAccountName(namespace, name),
    });
  }

  /** The token of a Secret of type kubernetes.io/service-account-token: good for as long as the Secret is there. */
  issueLegacy({ namespace, name, uid }: TokenSubject, secretName: string): string {
    const prefix = 'kubernetes.io/serviceaccount';
    return signToken(this.signingKey(), {
      iss: legacyIssuer,
      [`${prefix}/namespace`]: namespace,
      [`${prefix}/secret.name`]: secretName,
      [`${prefix}/service-account.name`]: name,
      [`${prefix}/service-account.uid`]: uid,
      sub: serviceAccountName(namespace, name),
    });
  }

  /** Whose token this is; undefined for what is no valid token of this cluster for one of the audiences. */
  userOf(token: string, audiences: readonly string[] = [apiAudience]): UserInfo | undefined {
    const claims = verifiedClaims(this.signingKey(), token);
    if (claims === undefined) return undefined;
    return claims['iss'] === legacyIssuer ? this.legacyUser(claims, token) : this.boundUser(claims, audiences);
  }

  private boundUser(claims: JsonObject, audiences: readonly string[]): UserInfo | undefined {
    const now = this.clock().getTime() / 1000;
    const { iss, aud, exp, nbf, jti } = claims;
    const isCurrent = Number(exp) > now && Number(nbf) <= now;
    const isForUs = Array.isArray(aud) && aud.some((one) => typeof one === 'string' && audiences.includes(one));
    if (iss !== apiAudience || !isCurrent || !isForUs) return undefined;
    const about = objectOf(claims['kubernetes.io']);
    const account = objectOf(about['serviceaccount']);
    const namespace = String(about['namespace']);
    if (!this.lives('serviceaccounts', namespace, account)) return undefined;
    const extra: Record<string, string[]> = { 'authentication.kubernetes.io/credential-id': [`JTI=${String(jti)}`] };
    for (const [member, plural] of Object.entries(boundKinds)) {
      const bound = about[member];
      if (bound === undefined) continue;
      if (!this.lives(plural, member === 'node' ? undefined : namespace, objectOf(bound))) return undefined;
      if (member === 'secret') continue;
      extra[`authentication.kubernetes.io/${member}-name`] = [String(objectOf(bound)['name'])];
      extra[`authentication.kubernetes.io/${member}-uid`] = [String(objectOf(bound)['uid'])];
    }
    return { ...userOfAccount(namespace, String(account['name']), String(account['uid'])), extra };
  }

  private legacyUser(claims: JsonObject, token: string): UserInfo | undefined {
    const claim = (name: string) => String(claims[`kubernetes.io/serviceaccount/${name}`]);
    const namespace = claim('namespace');
    const [name, uid] = [claim('service-account.name'), claim('service-account.uid')];
    const secret = this.store.collection('secrets').get(keyOf(namespace, claim('secret.name')));
    const { data = {} } = (secret ?? {}) as { data?: Record<string, string> };
    const isHeld = Buffer.from(data['token'] ?? '', 'base64').toString('utf8') === token;
    if (!isHeld || !this.lives('serviceaccounts', namespace, { name, uid })) return undefined;
    return userOfAccount(namespace, name, uid);
  }

  private lives(plural: string, namespace: string | undefined, { name, uid }: JsonObject): boolean {
    const object: KubernetesObject | undefined = this.store.collection(plural).get(keyOf(namespace, String(name)));
    return object !== undefined && object.metadata.uid === uid;
  }

  /** Made or read when first needed: most short-lived clusters issue no token. */
  private signingKey(): TokenKey {
    this.key ??= tokenKey(this.store);
    return this.key;
  }
}

function userOfAccount(namespace: string, name: string, uid: string): UserInfo {
  return {
    username: serviceAccountName(namespace, name),
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
