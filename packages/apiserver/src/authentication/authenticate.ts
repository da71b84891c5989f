import { Failure } from '@violet/machinery';
import type { Authenticator, UserInfo } from '../backend.ts';
import { type HttpRequest, header } from '../http.ts';

export const anonymous: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

/**
 * Who sends a request. Credentials that no authenticator knows are Unauthorized; no credentials at all are anonymous, so
 * that authorization decides what the world may see.
 */
export async function authenticate(request: HttpRequest, authenticators: readonly Authenticator[]): Promise<UserInfo> {
  const bearerToken = bearerTokenOf(header(request, 'authorization'));
  const certificate = certificateOf(request.socket);
  if (bearerToken === undefined && certificate === undefined) return anonymous;
  const credentials = {
    headers: request.headers,
    ...(bearerToken === undefined ? {} : { bearerToken }),
    ...certificate,
  };
  for (const authenticator of authenticators) {
    const user = await authenticator(credentials);
    if (user !== undefined) return withGroup(user, 'system:authenticated');
  }
  throw new Failure('Unauthorized', 'Unauthorized');
}

function withGroup(user: UserInfo, group: string): UserInfo {
  return user.groups.includes(group) ? user : { ...user, groups: [...user.groups, group] };
}

function bearerTokenOf(authorization: string | undefined): string | undefined {
  const [scheme = '', token = ''] = (authorization ?? '').trim().split(/\s+/);
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}

interface TlsSocket {
  authorized: boolean;
  getPeerCertificate(): { raw: Uint8Array; subject?: { CN?: string | string[]; O?: string | string[] } };
}

/** Only of a client certificate that the TLS server has verified. */
function certificateOf(socket: unknown) {
  const tls = socket as Partial<TlsSocket> | undefined;
  if (tls?.authorized !== true || tls.getPeerCertificate === undefined) return undefined;
  const { subject, raw: certificate } = tls.getPeerCertificate();
  const commonName = [subject?.CN ?? []].flat()[0];
  if (commonName === undefined) return undefined;
  return { certificate, certificateSubject: { commonName, organizations: [subject?.O ?? []].flat() } };
}
