/** Helm against the platform's chart repository: what goes in by any way comes out unchanged, and the index is Helm's. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectlFor } from '../../../e2e/harness/kubectl.ts';
import { peer } from '../../../e2e/harness/paths.ts';
import { type StoryPlatform, startPlatform } from '../../../e2e/harness/platform.ts';
import { type Ran, run } from '../../../e2e/harness/run.ts';
import { push } from '../../../e2e/harness/violet.ts';

let platform: StoryPlatform;
let work: string;
/** Every chart of the test, as `helm package` made it. */
let packed: string;
/** Holds the key that some of them are signed with; undefined where there is no gpg. */
let keyring: string | undefined;

const versions = ['0.9.0', '1.0.0-rc.1', '1.0.0', '1.0.0+b', '1.0.0+a', '1.2.0', '1.10.0', 'v2'];
const dressed = `apiVersion: v2
name: dressed
appVersion: "1.10"
description: 'Ein "Übungs"-Chart: mit: Doppelpunkten, 图 und einem Text, der länger als achtzig Zeichen ist und umgebrochen wird'
type: application
kubeVersion: ">= 1.28.0-0"
deprecated: true
icon: https://example.com/icon.svg
home: https://example.com/?a=1&b=<2>
sources: [https://example.com/src]
keywords: [web, "yes", "1.0", "null"]
maintainers: [{name: Ann, email: ann@example.com, url: https://example.com}, {name: Bob}]
annotations:
  category: "true"
  changes: |
    - kind: added
      description: first line
    - second
  a10: "10"
  a9: "0x1f"
dependencies:
- name: lib
  version: ^1.0.0
  repository: "oci://example.com/charts"
  condition: lib.enabled
  tags: [back]
  alias: lib-two
  import-values: [data, {child: a, parent: b}]
`;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'violet-chart-repository-'));
  packed = join(work, 'packed');
  mkdirSync(packed);
  platform = await startPlatform({ clusters: ['global'], kubeconfigs: {} });
  await packCharts();
  await signChart();
});
afterAll(async () => {
  await platform?.remove();
  rmSync(work, { recursive: true, force: true });
});

async function helm(...words: string[]): Promise<Ran> {
  const environment = {
    HELM_CONFIG_HOME: join(work, 'config'),
    HELM_CACHE_HOME: join(work, 'cache'),
    HELM_DATA_HOME: join(work, 'data'),
    HELM_REGISTRY_CONFIG: join(work, 'registry.json'),
  };
  const ran = await run(peer('helm') ?? 'helm', words, { cwd: work, environment });
  if (ran.code !== 0) throw new Error(`helm ${words.join(' ')}\n${ran.stderr}${ran.stdout}`);
  return ran;
}

function writeChart(name: string, chartYaml: string, files: Record<string, string> = {}): void {
  for (const [path, text] of Object.entries({ 'Chart.yaml': chartYaml, ...files })) {
    mkdirSync(join(work, name, path, '..'), { recursive: true });
    writeFileSync(join(work, name, path), text);
  }
}

async function packCharts(): Promise<void> {
  const lib = { 'charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.2.0\ntype: library\n' };
  for (const version of versions) {
    writeChart('dressed', `${dressed}version: ${version}\n`, lib);
    await helm('package', 'dressed', '-d', packed);
  }
  // Helm 2 took charts without an apiVersion, and names that neither registries nor Kubernetes take.
  writeChart('Old_Chart', 'name: Old_Chart\nversion: 0.1.0\ndescription: of Helm 2\n');
  for (const name of ['a9', 'a10', 'a-b']) writeChart(name, `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`);
  for (const name of ['Old_Chart', 'a9', 'a10', 'a-b']) await helm('package', name, '-d', packed);
}

/** A chart with a provenance file that `helm verify` accepts, where there is a gpg to make a key; else any bytes. */
async function signChart(): Promise<void> {
  writeChart('signed', 'apiVersion: v2\nname: signed\nversion: 1.0.0\n');
  const home = join(work, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const gpg = (...words: string[]) => run('gpg', ['--homedir', home, '--batch', ...words]).catch(() => undefined);
  const made = await gpg('--passphrase', '', '--quick-generate-key', 'violet-test', 'rsa2048', 'sign', 'never');
  if (made?.code !== 0) {
    await helm('package', 'signed', '-d', packed);
    writeFileSync(join(packed, 'signed-1.0.0.tgz.prov'), '-----BEGIN PGP SIGNED MESSAGE-----\r\n\u0000');
    return;
  }
  const [secret, open] = [join(work, 'secring.gpg'), join(work, 'pubring.gpg')];
  await gpg('--passphrase', '', '--pinentry-mode', 'loopback', '--output', secret, '--export-secret-keys');
  await gpg('--output', open, '--export');
  await gpg('--kill');
  await run('gpgconf', ['--homedir', home, '--kill', 'all']).catch(() => undefined);
  await helm('package', 'signed', '-d', packed, '--sign', '--key', 'violet-test', '--keyring', secret);
  keyring = open;
}

const login = () => ['--username', 'admin', '--password', platform.adminPassword, '--ca-file', platform.ca];
const address = () => `${platform.address}/catalog/v1/chartrepos/cpaas-system/public-charts`;
const bytesOf = (file: string) => readFileSync(join(packed, file));

async function post(...files: string[]): Promise<void> {
  const words = ['-sS', '--fail-with-body', '--cacert', platform.ca, '-u', `admin:${platform.adminPassword}`];
  const ran = await run('curl', [...words, ...files, `${address()}/charts`]);
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('"saved":true') });
}

/** Helm downloads into folders that are there only. */
function folder(name: string): string {
  mkdirSync(join(work, name));
  return join(work, name);
}

/** Without the moments, which are nobody's to repeat. */
const timeless = (index: string) => index.replace(/^ *(created|generated): .*\n/gm, '');

describe('the chart repository', () => {
  it('takes charts from curl, from helm push and from violet push', async () => {
    const registry = `oci://${platform.registryAddress}/public-charts`;
    const credentials = ['-u', 'admin', '-p', platform.adminPassword, '--ca-file', platform.ca];
    await helm('registry', 'login', platform.registryAddress, ...credentials);
    for (const [index, version] of versions.entries()) {
      const file = join(packed, `dressed-${version}.tgz`);
      if (index % 3 === 0) await post('--data-binary', `@${file}`);
      else if (index % 3 === 1) await helm('push', file, registry, '--ca-file', platform.ca);
      else await push(platform, file);
    }
    await post('-F', `chart=@${join(packed, 'Old_Chart-0.1.0.tgz')}`);
    await helm('push', join(packed, 'signed-1.0.0.tgz'), registry, '--ca-file', platform.ca);
    // The directory holds all of them: only the three that are missing are sent.
    const pushed = await push(platform, packed);
    expect(pushed.stdout.match(/has been pushed/g)).toHaveLength(3);
    expect(pushed.stdout.match(/already exist, skip it/g)).toHaveLength(versions.length + 2);
  });

  it('has the index that `helm repo index` makes of the same files', async () => {
    await helm('repo', 'index', packed, '--url', 'charts');
    await helm('repo', 'add', 'public', address(), ...login());
    const fetched = readFileSync(join(work, 'cache/repository/public-index.yaml'), 'utf8');

    expect(timeless(fetched)).toBe(timeless(bytesOf('index.yaml').toString()));
  });

  it('is searched, updated and pulled from, byte for byte', async () => {
    await helm('repo', 'update');
    const found = JSON.parse((await helm('search', 'repo', 'public/', '-l', '--devel', '-o', 'json')).stdout);
    expect(found).toHaveLength(versions.length + 5);

    const destination = folder('pulled');
    for (const { name, version } of found as { name: string; version: string }[]) {
      await helm('pull', name, '--version', version, '-d', destination);
      const file = `${name.replace('public/', '')}-${version}.tgz`;
      expect(readFileSync(join(destination, file))).toEqual(bytesOf(file));
    }
  });

  it('gives charts to those who pull from the registry', async () => {
    const destination = folder('from-registry');
    for (const version of ['1.0.0+a', '1.10.0']) {
      const chart = `oci://${platform.registryAddress}/public-charts/dressed`;
      await helm('pull', chart, '--version', version, '-d', destination, '--ca-file', platform.ca);
      expect(readFileSync(join(destination, `dressed-${version}.tgz`))).toEqual(bytesOf(`dressed-${version}.tgz`));
    }
  });

  it('keeps provenance files, by which Helm verifies', async () => {
    const destination = folder('verified');
    const check = keyring === undefined ? ['--prov'] : ['--verify', '--keyring', keyring];
    await helm('pull', 'public/signed', '-d', destination, ...check);

    expect(readdirSync(destination).sort()).toEqual(['signed-1.0.0.tgz', 'signed-1.0.0.tgz.prov']);
    for (const file of readdirSync(destination)) expect(readFileSync(join(destination, file))).toEqual(bytesOf(file));
  });

  it('takes a provenance file alone, as Helm has written it', async () => {
    if (keyring === undefined) return;
    const [chart, prov] = ['later-1.0.0.tgz', 'later-1.0.0.tgz.prov'];
    writeChart('later', 'apiVersion: v2\nname: later\nversion: 1.0.0\n');
    await helm(
      'package',
      'later',
      '-d',
      packed,
      '--sign',
      '--key',
      'violet-test',
      '--keyring',
      join(work, 'secring.gpg'),
    );
    await post('--data-binary', `@${join(packed, chart)}`);
    await post('--data-binary', `@${join(packed, prov)}`, '--request-target', `${new URL(address()).pathname}/prov`);

    const destination = folder('later-verified');
    await helm('repo', 'update');
    await helm('pull', 'public/later', '-d', destination, '--verify', '--keyring', keyring);
    for (const file of [chart, prov]) expect(readFileSync(join(destination, file))).toEqual(bytesOf(file));
  });

  it('shows its charts to kubectl', async () => {
    const kubectl = kubectlFor(platform.kubeconfig);
    const repos = await kubectl('-n cpaas-system get ctr');
    expect(repos).toMatch(new RegExp(`^public-charts +${address()} +Synced +\\d`, 'm'));
    const charts = await kubectl('-n cpaas-system get charts -l repo=public-charts');
    expect(charts).toMatch(/^NAME +VERSION +APPVERSION +AGE$/m);
    expect(charts).toMatch(/^dressed\.public-charts +v2 +1\.10 +\d/m);
  });
});
