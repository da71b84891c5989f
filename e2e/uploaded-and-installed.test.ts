import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { subscriptionYaml, untilRow } from './harness/operators.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import type { Ran } from './harness/run.ts';
import { samplePackage } from './harness/samples.ts';
import { push, violet } from './harness/violet.ts';

const operator = 'clickhouse-operator';
const unused = 'opensearch-operator';

let platform: StoryPlatform;
let global: Kubectl;
let business: Kubectl;
let directory: string;

beforeAll(async () => {
  platform = await startPlatform();
  global = kubectlFor(platform.kubeconfig, 'global');
  business = kubectlFor(platform.kubeconfig, 'business');
  directory = mkdtempSync(join(tmpdir(), 'violet-installed-'));
  await push(platform, await samplePackage(operator, 'v0.18.2'), '--clusters', 'business');
  await push(platform, await samplePackage(operator, 'v0.18.3'), '--clusters', 'business');
  await push(platform, await samplePackage(unused, 'v3.14.2'), '--clusters', 'business');
  await business(`create namespace ${operator}`);
  await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Automatic' }) });
});
afterAll(async () => {
  await platform?.remove();
  rmSync(directory, { recursive: true, force: true });
});

function run(...words: string[]): Promise<Ran> {
  const access = ['--platform-address', platform.address, '--platform-username', 'admin'];
  const environment = { VIOLET_PLATFORM_PASSWORD: platform.adminPassword };
  return violet(platform, [...words, ...access], { environment });
}

describe('what was uploaded, and what of it is installed', () => {
  it('is seen in one list for all operators of a cluster', async () => {
    const views = 'get operatorviews -n business';
    const installed = { NAME: operator, INSTALLED: '0.18.3', STATUS: 'Installed' };

    expect(await untilRow(global, views, installed)).toMatchObject({
      DISPLAY: 'ClickHouse Operator',
      SOURCE: 'Community',
    });
    expect(await untilRow(global, views, { NAME: unused, STATUS: 'Ready' })).toMatchObject({ SOURCE: 'Alauda' });
    await untilRow(global, 'get operatorviews -n global', { NAME: unused, STATUS: 'Absent' });
  });

  // The manual, Upload Packages > violet list.
  it('is exported by violet list, for the portal', async () => {
    const file = join(directory, 'apps.yaml');
    const { code, stdout } = await run('list', '--output-file', file);

    expect(code).toBe(0);
    expect(stdout).toBe(`applications:
  ${operator}:
    displayName: ClickHouse Operator
    type: OperatorBundle
    installed:
      - clusterName: business
        version: 0.18.3
`);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
  });

  it('is cleared by violet gc of what is not needed', async () => {
    const table = `GC Summary:
TYPE                 NAME                                               CLUSTER
------------------------------------------------------------------------------------------
ArtifactVersion      clickhouse-operator.v0.18.2                        business
Artifact             opensearch-operator                                business
`;
    const shown = await run('gc', '--dry-run');
    expect(shown).toMatchObject({ code: 0, stdout: table });
    expect(await run('gc', '--clusters', 'business')).toMatchObject({ code: 0, stdout: table });

    const left = await business('get artifactversions -n cpaas-system -o name');
    expect(left.trim()).toBe('artifactversion.app.alauda.io/clickhouse-operator.v0.18.3');
    expect((await run('gc')).stdout).toBe('No resources were deleted.\n');
    await untilRow(business, `-n ${operator} get csv`, { NAME: 'clickhouse-operator.v0.18.3', PHASE: 'Succeeded' });
  });
});
