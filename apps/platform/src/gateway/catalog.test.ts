import https from 'node:https';
import { Chart, ChartRepo, resource, systemNamespace } from '@violet/api';
import { aChartArchive } from '@violet/charts/testing';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { digestOf } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureLocalAccount } from '../accounts/local-account.ts';
import { aPlatform, type PlatformUnderTest } from '../testing.ts';

const charts = '/catalog/v1/chartrepos/cpaas-system/public-charts';

let platform: PlatformUnderTest;
let hub: Cluster;
let admin: string;

beforeAll(async () => {
  platform = await aPlatform(['global']);
  hub = connectCluster(parseKubeconfig(platform.directory.read('kubeconfig') ?? '').access('global'));
  admin = basic('admin', platform.password);
  for (const username of ['reader', 'nobody']) {
    const roles: { name: string; official: boolean }[] = [];
    await ensureLocalAccount(hub, { username, email: '', password: `${username}-password`, roles });
  }
  await allowReading();
});
afterAll(async () => {
  await hub?.close();
  await platform?.stop();
});

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const reader = basic('reader', 'reader-password');
const nobody = basic('nobody', 'nobody-password');

/** RBAC of the global cluster is what counts. */
async function allowReading(): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  const roles = resource(`${group}/v1`, 'Role', 'roles');
  const bindings = resource(`${group}/v1`, 'RoleBinding', 'rolebindings');
  const metadata = { name: 'chart-reader', namespace: systemNamespace };
  const rules = [{ apiGroups: ['app.alauda.io'], resources: ['chartrepos', 'charts'], verbs: ['get', 'list'] }];
  await hub.resource(roles, systemNamespace).create({ apiVersion: `${group}/v1`, kind: 'Role', metadata, rules });
  await hub.resource(bindings, systemNamespace).create({
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: group, kind: 'Role', name: 'chart-reader' },
    subjects: [{ apiGroup: group, kind: 'User', name: 'reader' }],
  });
}

interface Asked {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  // Tests look into answers of many shapes.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  json: any;
}

function ask(
  path: string,
  options: { method?: string; authorization?: string; body?: Uint8Array; headers?: Record<string, string> } = {},
): Promise<Asked> {
  const { method = 'GET', authorization = admin, body, headers = {} } = options;
  const ca = platform.directory.read('ca.crt');
  return new Promise((resolve, reject) => {
    const request = https.request(
      new URL(path, platform.address),
      { ca, method, agent: false, headers: { authorization, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const isJson = response.headers['content-type']?.includes('json') ?? false;
          const json = isJson ? JSON.parse(bytes.toString()) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, json });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const web = (version: string, name = 'web', readme = '') => aChartArchive({ 'README.md': readme }, { name, version });
const upload = (body: Uint8Array, more: Parameters<typeof ask>[1] = {}, path = `${charts}/charts`) =>
  ask(path, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' }, ...more });

describe('the chart repository that everybody has', () => {
  it('is there from the start', async () => {
    const repo = await hub.resource(ChartRepo, systemNamespace).get('public-charts');

    expect(repo).toMatchObject({
      metadata: { labels: { 'project.cpaas.io/catalog': 'true' } },
      spec: { type: 'Local', url: `${platform.address}${charts}` },
    });
    expect((await ask(`${charts}/index.yaml`)).bytes.toString()).toContain('entries: {}');
  });

  it('takes charts as curl sends them, and gives them back', async () => {
    const archive = await web('1.0.0+a');

    const first = await upload(archive);
    expect(first).toMatchObject({ status: 201, json: { saved: true, name: 'web', version: '1.0.0+a' } });
    expect(first.json.digest).toBe(digestOf(archive).slice(7));
    expect(await upload(archive)).toMatchObject({ status: 200, json: { saved: true } });
    for (const file of ['web-1.0.0+a.tgz', 'web-1.0.0%2Ba.tgz'])
      expect((await ask(`${charts}/charts/${file}`)).bytes).toEqual(Buffer.from(archive));
    expect(await ask(`${charts}/charts/web-1.0.0+a.tgz`, { method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { 'content-length': String(archive.length) },
    });
  });

  it('takes a form with the provenance file', async () => {
    const form = new FormData();
    const archive = await web('1.0.0', 'signed');
    form.set('chart', new Blob([archive as BlobPart]), 'signed-1.0.0.tgz');
    form.set('prov', new Blob(['exactly\r\nthis']), 'signed-1.0.0.tgz.prov');
    const sent = new Response(form);
    const headers = { 'content-type': sent.headers.get('content-type') ?? '' };

    expect(await upload(new Uint8Array(await sent.arrayBuffer()), { headers })).toMatchObject({ status: 201 });
    expect((await ask(`${charts}/charts/signed-1.0.0.tgz`)).bytes).toEqual(Buffer.from(archive));
    expect((await ask(`${charts}/charts/signed-1.0.0.tgz.prov`)).bytes.toString()).toBe('exactly\r\nthis');
  });

  it('replaces a version by force alone, and removes it', async () => {
    await upload(await web('1.0.0', 'app'));
    const changed = await web('1.0.0', 'app', 'changed');

    expect(await upload(changed)).toMatchObject({ status: 409, json: { kind: 'Status', reason: 'AlreadyExists' } });
    expect(await upload(changed, {}, `${charts}/charts?force`)).toMatchObject({ status: 201 });
    expect(await ask(`${charts}/charts/app/1.0.0`, { method: 'DELETE' })).toMatchObject({ status: 200 });
    expect(await ask(`${charts}/charts/app-1.0.0.tgz`)).toMatchObject({ status: 404, json: { reason: 'NotFound' } });
    expect(await ask(`${charts}/charts/app/1.0.0`, { method: 'DELETE' })).toMatchObject({ status: 404 });
  });

  it('sends its index once to those who keep it', async () => {
    const first = await ask(`${charts}/index.yaml`);
    expect(first.headers).toMatchObject({ 'content-type': 'application/yaml', vary: 'accept-encoding' });
    const etag = String(first.headers['etag']);

    expect(await ask(`${charts}/index.yaml`, { headers: { 'if-none-match': etag } })).toMatchObject({ status: 304 });
    const zipped = await ask(`${charts}/index.yaml`, { headers: { 'accept-encoding': 'gzip' } });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    const refused = await ask(`${charts}/index.yaml`, { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['no chart', Buffer.from('hello'), 422, 'the chart does not appear to be a gzipped archive'],
    ['nothing', Buffer.alloc(0), 422, 'the chart does not appear to be a gzipped archive'],
    ['more than a chart has', Buffer.alloc(34 * 1024 * 1024), 413, ''],
  ])('refuses %s', async (_what, body, status, message) => {
    const answer = await upload(body);

    expect(answer).toMatchObject({ status, json: { kind: 'Status' } });
    expect(answer.json.message).toContain(message);
  });

  it.each(['charts', 'prov', ''])('refuses a request without a body at /%s', async (end) => {
    const answer = await ask(end === '' ? '/catalog/v1/chartrepos' : `${charts}/${end}`, { method: 'POST' });

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('refuses a form without a chart', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };

    expect(await upload(Buffer.from('--x--\r\n'), { headers })).toMatchObject({ status: 400 });
  });
});

describe('who may do what with chart repositories', () => {
  it('is decided by the RBAC of the global cluster', async () => {
    expect(await ask(`${charts}/index.yaml`, { authorization: reader })).toMatchObject({ status: 200 });
    expect(await ask(`${charts}/charts/web-1.0.0+a.tgz`, { authorization: reader })).toMatchObject({ status: 200 });
    expect(await upload(await web('2.0.0'), { authorization: reader })).toMatchObject({
      status: 403,
      json: {
        message:
          'charts.app.alauda.io is forbidden: User "reader" cannot create resource "charts" in API group "app.alauda.io" in the namespace "cpaas-system"',
      },
    });
    expect(await ask(`${charts}/charts/web/1.0.0+a`, { method: 'DELETE', authorization: reader })).toMatchObject({
      status: 403,
    });
    for (const path of [`${charts}/index.yaml`, `${charts}/charts/web-1.0.0+a.tgz`])
      expect(await ask(path, { authorization: nobody })).toMatchObject({ status: 403 });
  });

  it.each([
    ['nothing', ''],
    ['a wrong password', basic('admin', 'wrong')],
    ['an account that is not there', basic('ghost', 'x')],
    ["the registry's own account", basic('registry-admin', 'x')],
    ['no user name', basic('', '')],
    ['nonsense', 'Basic ====='],
  ])('lets in nobody with %s', async (_what, authorization) => {
    expect(await ask(`${charts}/index.yaml`, { authorization })).toMatchObject({
      status: 401,
      json: { reason: 'Unauthorized' },
    });
  });
});

describe('chart repositories', () => {
  const request = (name: string) =>
    Buffer.from(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ChartRepoCreate',
        metadata: { name, namespace: 'cpaas-system' },
        spec: { chartRepo: { spec: { type: 'Local', url: null, source: null } } },
      }),
    );

  it('are made and removed as documented', async () => {
    const made = await ask('/catalog/v1/chartrepos', { method: 'POST', body: request('team') });
    expect(made).toMatchObject({ status: 201, json: { kind: 'ChartRepo', metadata: { name: 'team' } } });
    const team = '/catalog/v1/chartrepos/cpaas-system/team';

    expect(await upload(await web('1.0.0'), {}, `${team}/charts`)).toMatchObject({ status: 201 });
    expect((await hub.resource(Chart, systemNamespace).get('web.team'))?.spec.versions).toHaveLength(1);
    expect(await ask('/catalog/v1/chartrepos', { method: 'POST', body: request('team') })).toMatchObject({
      status: 409,
    });
    const deleted = await ask('/apis/app.alauda.io/v1beta1/namespaces/cpaas-system/chartrepos/team', {
      method: 'DELETE',
      authorization: `Bearer ${await tokenOfAdmin()}`,
    });
    expect(deleted.status).toBe(200);
    expect(await ask(team, { method: 'DELETE' })).toMatchObject({ status: 404 });
  });

  it('are not made by those who may not, nor from nonsense', async () => {
    const body = request('mine');
    expect(await ask('/catalog/v1/chartrepos', { method: 'POST', body, authorization: reader })).toMatchObject({
      status: 403,
    });
    expect(await ask('/catalog/v1/chartrepos', { method: 'POST', body: Buffer.from('{') })).toMatchObject({
      status: 400,
      json: { message: 'the body is no JSON' },
    });
  });
});

/** The token of the kubeconfig is the administrator's. */
async function tokenOfAdmin(): Promise<string> {
  return /token: (\S+)/.exec(platform.directory.read('kubeconfig') ?? '')?.[1]?.replaceAll('"', '') ?? '';
}
