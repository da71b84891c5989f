import { X509Certificate } from 'node:crypto';
import { resource } from '@violet/api';
import type { Authenticator, UserInfo } from '@violet/apiserver';
import type { Cluster } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import type { Delegation } from './delegation.ts';
import { proxiedUser } from './proxied-user.ts';

interface TokenReview extends KubernetesObject {
  spec: { token: string };
  status?: {
    authenticated?: boolean;
    user?: { username?: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> };
  };
}

const TokenReview = resource<TokenReview>('authentication.k8s.io/v1', 'TokenReview', 'tokenreviews', 'Cluster');

/** As API servers behind another one do: the proxy's headers, client certificates of the cluster, then tokens. */
export function delegatedAuthenticators(cluster: Cluster, delegation: () => Delegation): Authenticator[] {
  return [
    async ({ certificate, certificateSubject, headers }) => {
      const { proxy } = delegation();
      if (certificate === undefined || certificateSubject === undefined) return undefined;
      const isProxy = proxy.names.length === 0 || proxy.names.includes(certificateSubject.commonName);
      return isProxy && isIssuedBy(certificate, proxy.authority) ? proxiedUser(headers ?? {}, proxy) : undefined;
    },
    async ({ certificate, certificateSubject }) => {
      const { clientAuthority } = delegation();
      if (certificate === undefined || certificateSubject === undefined) return undefined;
      if (!isIssuedBy(certificate, clientAuthority)) return undefined;
      return { username: certificateSubject.commonName, groups: certificateSubject.organizations };
    },
    async ({ bearerToken }) => (bearerToken === undefined ? undefined : await reviewToken(cluster, bearerToken)),
  ];
}

async function reviewToken(cluster: Cluster, token: string): Promise<UserInfo | undefined> {
  const { apiVersion, kind } = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' };
  const review: TokenReview = { apiVersion, kind, metadata: {}, spec: { token } };
  const { status } = await cluster.resource(TokenReview).create(review);
  const { username, uid, groups = [], extra } = status?.user ?? {};
  if (status?.authenticated !== true || username === undefined) return undefined;
  return {
    username,
    groups,
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** The connection is verified against all authorities; this tells by which of them. */
function isIssuedBy(certificate: Uint8Array, authorities: string): boolean {
  const issued = new X509Certificate(certificate);
  return splitPem(authorities).some((pem) => {
    const authority = new X509Certificate(pem);
    return issued.checkIssued(authority) && issued.verify(authority.publicKey);
  });
}

function splitPem(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}
