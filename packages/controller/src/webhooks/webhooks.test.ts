import https from 'node:https';
import { ConfigMap } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, type Identity, issueServerCertificate } from '../certificates.ts';
import { ensureWebhookConfiguration } from './configuration.ts';
import { startWebhookServer, type WebhookServer } from './server.ts';

let sandbox: SandboxUnderTest;
let authority: Identity;
let server: WebhookServer;

beforeAll(async () => {
  sandbox = await aSandbox();
  authority = await createAuthority({ commonName: 'webhook test authority' });
  server = await startWebhookServer({
    identity: await issueServerCertificate(authority, { commonName: 'webhook', hosts: ['127.0.0.1'] }),
    handlers: [
      {
        path: '/refuse-secrets',
        review({ object, name }) {
          if ((object as ConfigMap | undefined)?.data?.['password'] !== undefined) {
            throw new Failure('Forbidden', `${name} holds a password`, { hint: 'use a Secret' });
          }
          return { warnings: ['looked at'] };
        },
      },
      { path: '/add-data', review: () => ({ patch: [{ op: 'add', path: '/data/added', value: 'yes' }] }) },
      {
        path: '/broken',
        review() {
          throw new TypeError('a bug');
        },
      },
    ],
  });
});

afterAll(async () => {
  await server.close();
  await sandbox.close();
});

async function ask(path: string, method: string, body: string): Promise<{ status: number; text: string }> {
  return await new Promise((resolve, reject) => {
    const request = https.request(
      `https://127.0.0.1:${server.port}${path}`,
      { method, ca: authority.certificate },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode ?? 0, text });
      },
    );
    request.on('error', reject).end(body);
  });
}

/** How many seconds the cluster waits for each webhook of a configuration. */
async function patience(cluster: Cluster, configuration: string): Promise<number[]> {
  const path = `/apis/admissionregistration.k8s.io/v1/${configuration}`;
  const { webhooks } = await cluster.json<{ webhooks: { timeoutSeconds: number }[] }>({ path });
  return webhooks.map(({ timeoutSeconds }) => timeoutSeconds);
}

describe('the webhook server', () => {
  it('is asked by a cluster: refuses in its own words, warns and patches', async () => {
    const cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
    const maps = cluster.resource(ConfigMap, 'default');
    const rules = [
      { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE' as const] },
    ];
    const common = { url: `https://127.0.0.1:${server.port}`, ca: authority.certificate };
    await ensureWebhookConfiguration(cluster, {
      ...common,
      type: 'validating',
      name: 'refuse',
      webhooks: [{ name: 'refuse.violet.test', path: '/refuse-secrets', rules, failurePolicy: 'Fail' }],
    });
    await ensureWebhookConfiguration(cluster, {
      ...common,
      type: 'mutating',
      name: 'add',
      webhooks: [{ name: 'add.violet.test', path: '/add-data', rules, failurePolicy: 'Fail', timeoutSeconds: 30 }],
    });
    expect(await patience(cluster, 'validatingwebhookconfigurations/refuse')).toEqual([3]);
    expect(await patience(cluster, 'mutatingwebhookconfigurations/add')).toEqual([30]);
    const aMap = (name: string, data: Record<string, string>): ConfigMap => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data,
    });
    const warnings: string[] = [];

    const refused = maps.create(aMap('bad', { password: 'x' }));
    await expect(refused).rejects.toThrow(
      'admission webhook "refuse.violet.test" denied the request: bad holds a password',
    );
    await expect(refused).rejects.toSatisfy((error) => isFailure(error, 'Forbidden'));
    const created = await maps.create(aMap('good', { a: 'b' }), { onWarning: (warning) => warnings.push(warning) });

    expect(created.data).toEqual({ a: 'b', added: 'yes' });
    expect(warnings).toEqual(['looked at']);
    await cluster.close();
  });

  it.each([
    ['an unknown path', '/other', 'POST', '{}', 404],
    ['another method', '/broken', 'PUT', '{}', 405],
    ['what is no JSON', '/broken', 'POST', '{', 400],
    ['what is no review', '/broken', 'POST', '{"kind":"Pod"}', 400],
    [
      'a review that its own code cannot answer',
      '/broken',
      'POST',
      '{"kind":"AdmissionReview","request":{"uid":"1"}}',
      500,
    ],
    ['too much', '/broken', 'POST', ' '.repeat(8 * 1024 * 1024 + 1), 413],
  ])('answers %s with its failure', async (_what, path, method, body, status) => {
    const answer = await ask(path, method, body);

    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('a bug');
  });
});
