import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aChartArchive } from '@violet/charts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { rowsOf } from './harness/table.ts';
import { push, violet } from './harness/violet.ts';

let platform: StoryPlatform;
let kubectl: Kubectl;
let work: string;

beforeAll(async () => {
  platform = await startPlatform({ clusters: ['global'] });
  kubectl = kubectlFor(platform.kubeconfig);
  work = mkdtempSync(join(tmpdir(), 'violet-charts-'));
});
afterAll(async () => {
  await platform?.remove();
  rmSync(work, { recursive: true, force: true });
});

async function aChart(version: string): Promise<string> {
  const path = join(work, `web-${version}.tgz`);
  writeFileSync(path, await aChartArchive({}, { name: 'web', version }));
  return path;
}

/** As `helm repo add` asks. */
function fetch(path: string): Promise<string> {
  const options = { ca: readFileSync(platform.ca), auth: `admin:${platform.adminPassword}`, agent: false };
  return new Promise((resolve, reject) => {
    https
      .get(`${platform.address}/catalog/v1/chartrepos/cpaas-system/${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
      })
      .on('error', reject);
  });
}

describe('Upload a Helm Chart to the chart repository', () => {
  it('goes to the default `public-charts` repository provided by the platform', async () => {
    const path = await aChart('1.0.0');

    expect((await push(platform, path)).stdout).toBe('chart web 1.0.0 has been pushed to public-charts successfully\n');
    expect((await push(platform, path)).stdout).toBe('chart web 1.0.0 already exist, skip it\n');
    const [repo] = rowsOf(await kubectl('get ctr -n cpaas-system'));
    expect(repo).toMatchObject({ NAME: 'public-charts', PHASE: 'Synced' });
    const [chart] = rowsOf(await kubectl('get charts -n cpaas-system'));
    expect(chart).toMatchObject({ NAME: 'web.public-charts', VERSION: '1.0.0' });
    expect(await fetch('public-charts/index.yaml')).toContain('charts/web-1.0.0.tgz');
    expect(await fetch('public-charts/charts/web-1.0.0.tgz')).toBe(readFileSync(path, 'latin1'));
  });

  it('names a repository that does not exist, and exits with 1', async () => {
    const login = ['--platform-username', 'admin', '--platform-password', platform.adminPassword];
    const words = ['push', await aChart('1.1.0'), '--platform-address', platform.address, ...login];
    const ran = await violet(platform, [...words, '--target-chartrepo', 'nope']);

    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('chart repository nope does not exist');
    expect(ran.stderr).toContain('Hint: Charts can go to: public-charts.');
  });

  it('is still there after a restart', async () => {
    const before = await fetch('public-charts/index.yaml');
    await platform.stop();
    await platform.start();

    const timeless = (text: string) => text.replace(/^generated: .*$/m, '');
    expect(timeless(await fetch('public-charts/index.yaml'))).toBe(timeless(before));
  });
});
