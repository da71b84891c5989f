import { isFailure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { parseKubeconfig } from './kubeconfig.ts';

const pem = '-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n';

function kubeconfig(user: string, cluster = ''): string {
  return `
apiVersion: v1
kind: Config
current-context: business
clusters:
- name: one
  cluster: { server: "https://10.0.0.1:6443", certificate-authority-data: ${btoa(pem)} ${cluster} }
users:
- name: admin
  user: ${user}
contexts:
- name: business
  context: { cluster: one, user: admin, namespace: shop }
- name: anonymous
  context: { cluster: one }
- name: dangling
  context: { cluster: two, user: admin }
`;
}

describe('parseKubeconfig', () => {
  it('gives the access of the current context', () => {
    const config = parseKubeconfig(kubeconfig('{ token: secret }', ', tls-server-name: kubernetes'));

    expect(config.contexts).toEqual(['business', 'anonymous', 'dangling']);
    expect(config.namespace()).toBe('shop');
    expect(config.namespace('anonymous')).toBe('default');
    expect(config.access()).toEqual({
      server: 'https://10.0.0.1:6443',
      ca: pem,
      token: 'secret',
      tlsServerName: 'kubernetes',
    });
    expect(config.access('anonymous')).not.toHaveProperty('token');
  });

  it('reads certificates in place and from files', () => {
    const inPlace = parseKubeconfig(
      kubeconfig(`{ client-certificate-data: ${btoa(pem)}, client-key-data: ${btoa('key')} }`),
    );
    const fromFiles = parseKubeconfig(kubeconfig('{ client-certificate: a.crt, client-key: a.key, tokenFile: t }'), {
      readFile: (path) => `content of ${path}\n`,
    });

    expect(inPlace.access()).toMatchObject({ clientCertificate: pem, clientKey: 'key' });
    expect(fromFiles.access()).toMatchObject({ clientCertificate: 'content of a.crt\n', token: 'content of t' });
  });

  it.each([
    ['an exec plugin', kubeconfig('{ exec: { command: aws } }'), undefined, /credential plugin \(exec\)/],
    [
      'an auth provider',
      kubeconfig('{ auth-provider: { name: gcp } }'),
      undefined,
      /credential plugin \(auth-provider\)/,
    ],
    ['a file where none can be read', kubeconfig('{ tokenFile: t }'), undefined, /points at the file t/],
    ['data that is not base64', kubeconfig('{ client-key-data: "%%" }'), undefined, /client-key-data is not base64/],
    ['an unknown context', kubeconfig('{}'), 'other', /there is no context other/],
    ['a cluster that is not there', kubeconfig('{}'), 'dangling', /there is no cluster two/],
    ['something else', 'a: 1', undefined, /no kubeconfig/],
  ])('refuses %s', (_what, text, context, message) => {
    const read = () => parseKubeconfig(text, { source: 'my.conf' }).access(context);

    expect(read).toThrow(message);
    expect(read).toThrow(/my\.conf/);
    try {
      read();
    } catch (error) {
      expect(isFailure(error, 'BadRequest')).toBe(true);
    }
  });
});
