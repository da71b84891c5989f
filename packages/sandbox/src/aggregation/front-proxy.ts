import { createAuthority, type Identity, issueClientCertificate } from '@violet/controller';
import type { KubernetesObject } from '@violet/machinery';

/** By what remote servers know this one: an authority that vouches for nobody else, and a client certificate of it. */
export interface FrontProxy {
  authority: string;
  client: Identity;
}

const clientName = 'front-proxy-client';

/** Lives as long as the process: whoever follows the ConfigMap learns of the next one. */
export async function createFrontProxy(): Promise<FrontProxy> {
  const authority = await createAuthority({ commonName: 'front-proxy-ca' });
  const client = await issueClientCertificate(authority, { commonName: clientName });
  return { authority: authority.certificate, client };
}

/** Where remote servers read whom to believe: `extension-apiserver-authentication` in kube-system. */
export function authenticationConfigMap({ authority }: FrontProxy): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
    data: {
      'requestheader-allowed-names': JSON.stringify([clientName]),
      'requestheader-client-ca-file': authority,
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-uid-headers': '["X-Remote-Uid"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    },
  } as KubernetesObject;
}
