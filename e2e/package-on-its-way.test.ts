import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin, aVendor, tarOf, type Vendor } from '@violet/archive/testing';
import { openRegistry, type RegistryServer, serveRegistry } from '@violet/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import type { Ran } from './harness/run.ts';
import { violet } from './harness/violet.ts';

let vendor: Vendor;
/** Where the vendor's images are; gone when the packages are on their way. */
let source: RegistryServer;
let platform: StoryPlatform;
let kubectl: Kubectl;
/** Of the vendor, and of the operator of the air-gapped site. */
let workshop: string;
let site: string;

beforeAll(async () => {
  workshop = mkdtempSync(join(tmpdir(), 'violet-workshop-'));
  site = mkdtempSync(join(tmpdir(), 'violet-site-'));
  vendor = await aVendor('ACME Plugins <plugins@acme.example>');
  writeFileSync(join(workshop, 'vendor.key'), vendor.secretKey);
  writeFileSync(join(site, 'vendor.asc'), vendor.publicKey);
  source = await serveRegistry(await openRegistry({ directory: join(workshop, 'registry') }), { port: 0 });
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
  // What both versions have in common.
  const runtime = await tarOf({ 'usr/lib/runtime': 'x'.repeat(256 * 1024) });
  for (const version of ['v4.0.4', 'v4.1.0']) {
    await buildPackage({ ...(await aPlugin('web-cli', version, { runtime })), output: join(workshop, 'built.tgz') });
    await atVendor('push', 'built.tgz', '--dest-repo', source.address, '--skip-crs', ...plain);
  }
});
afterAll(async () => {
  await source?.close();
  await platform?.remove();
  for (const directory of [workshop, site]) rmSync(directory, { recursive: true, force: true });
});

const plain = ['--plain', '--no-auth'];

async function atVendor(...words: string[]): Promise<Ran> {
  const ran = await violet(platform, words, {
    cwd: workshop,
    environment: { VIOLET_STATE_DIR: join(workshop, 'state') },
  });
  if (ran.code !== 0) throw new Error(`violet ${words.join(' ')}: exit ${ran.code}\n${ran.stderr}${ran.stdout}`);
  return ran;
}

function atSite(...words: string[]): Promise<Ran> {
  const environment = {
    HOME: site,
    VIOLET_PLATFORM_ADDRESS: platform.address,
    VIOLET_PLATFORM_USERNAME: 'admin',
    VIOLET_PLATFORM_PASSWORD: platform.adminPassword,
  };
  return violet(platform, words, { cwd: site, environment });
}

const eventsOf = ({ stderr }: Ran): { event: string }[] =>
  stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What a person carries over the gap. */
function carry(name: string, directory: string): void {
  mkdirSync(join(site, directory), { recursive: true });
  for (const end of ['', '.sha256', '.sig'])
    copyFileSync(join(workshop, name + end), join(site, directory, name + end));
}

describe('a package on its way', () => {
  it('is made by the vendor, with its checksum and signature beside it', async () => {
    for (const version of ['v4.0.4', 'v4.1.0']) {
      const artifact = `${source.address}/acp/chart-web-cli:${version}`;
      await atVendor('create', 'web-cli', '--artifact', artifact, '--force', ...plain);
      const bases = version === 'v4.1.0' ? ['--base', 'web-cli-v4.0.4.tgz'] : [];
      const output = ['--output-file', `web-cli-${version}.tgz`];
      const { stdout } = await atVendor('package', 'web-cli', ...output, '--sign', 'vendor.key', ...bases, ...plain);

      expect(stdout).toBe(`successfully packaged and saved it to: ${join(workshop, `web-cli-${version}.tgz`)}\n`);
      carry(`web-cli-${version}.tgz`, version);
    }
    await source.close();

    expect(readdirSync(join(site, 'v4.0.4')).sort()).toEqual([
      'web-cli-v4.0.4.tgz',
      'web-cli-v4.0.4.tgz.sha256',
      'web-cli-v4.0.4.tgz.sig',
    ]);
  });

  // The manual, Upload Packages > violet verify.
  it('is verified by the operator of the site, who has the vendor’s key', async () => {
    const { code, stdout } = await atSite('verify', 'v4.0.4', '--keyring', 'vendor.asc');

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `verify path: ${join(site, 'v4.0.4')}
===== Verification Summary =====
Verified successfully with GPG: 1 file(s)
  - ${join(site, 'v4.0.4', 'web-cli-v4.0.4.tgz')}
`,
    });
  });

  it('is not trusted by whoever has not', async () => {
    const { code, stdout, stderr } = await atSite('verify', 'v4.0.4');

    expect(code).toBe(3);
    expect(stdout).toContain('Verification failed: 1 file(s)\n');
    expect(stderr).toContain(vendor.fingerprint.slice(-16));
  });

  it('does nothing in a dry run, and is offered after the push', async () => {
    const dry = await atSite('push', 'v4.0.4', '--dry-run');
    expect(dry.code).toBe(0);
    expect(await kubectl('get moduleplugins -o name')).toBe('');

    const pushed = await atSite('push', 'v4.0.4', '--verify', '--keyring', 'vendor.asc');

    expect(pushed).toMatchObject({ code: 0, stdout: 'moduleplugin web-cli has been updated successfully\n' });
    expect(await versions()).toEqual(['v4.0.4']);
  });

  it('changes nothing when it is pushed again, and programs are told so', async () => {
    const again = await atSite('push', 'v4.0.4', '--output', 'json');

    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ packages: [{ name: 'web-cli', outcome: 'unchanged' }] });
    expect(eventsOf(again)).toContainEqual(
      expect.objectContaining({ time: expect.stringMatching(/Z$/), event: 'package', outcome: 'unchanged' }),
    );
  });

  it('is an update without the layers that are there', async () => {
    const sizeOf = (version: string) => statSync(join(site, version, `web-cli-${version}.tgz`)).size;
    expect(sizeOf('v4.0.4') - sizeOf('v4.1.0')).toBeGreaterThan(256 * 1024);

    const pushed = await atSite('push', 'v4.1.0', '--verify', '--keyring', 'vendor.asc');

    expect(pushed).toMatchObject({ code: 0, stdout: 'moduleplugin web-cli has been updated successfully\n' });
    expect((await versions()).sort()).toEqual(['v4.0.4', 'v4.1.0']);
  });

  it('is no update of what is not there: the package that is missing is named', async () => {
    const elsewhere = await serveRegistry(await openRegistry({ directory: join(site, 'elsewhere') }), { port: 0 });
    const ran = await atSite('push', 'v4.1.0', '--dest-repo', elsewhere.address, '--skip-crs', ...plain);
    await elsewhere.close();

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('web-cli v4.0.4') });
  });

  it('is not sent where one bit of it is another', async () => {
    carry('web-cli-v4.0.4.tgz', 'spoiled');
    const path = join(site, 'spoiled', 'web-cli-v4.0.4.tgz');
    const bytes = readFileSync(path);
    const at = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(path, bytes);

    const { code, stdout, stderr } = await atSite('push', 'spoiled', '--verify', '--keyring', 'vendor.asc', '--force');

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('nothing was sent');
  });
});

async function versions(): Promise<string[]> {
  const { items } = JSON.parse(await kubectl('get moduleconfigs -l cpaas.io/module-name=web-cli -o json'));
  return items.map((item: { spec: { version: string } }) => item.spec.version);
}
