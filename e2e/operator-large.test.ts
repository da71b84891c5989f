import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { largeOperator } from './harness/large-operator.ts';
import { operatorStory } from './harness/operator-story.ts';
import { subscriptionYaml, untilCondition, untilEngine, untilOffered, untilRow } from './harness/operators.ts';
import { push } from './harness/violet.ts';

const operator = 'clickhouse-operator';
const older = 'clickhouse-operator.v0.18.2';
const newer = 'clickhouse-operator.v0.18.3';
const directory = mkdtempSync(join(tmpdir(), 'violet-large-'));

const { platform, business } = operatorStory();
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The image that engines unpack, as the ArtifactVersion names it. */
const untilRewritten = (version: string) =>
  untilCondition(business, `-n cpaas-system get artifactversion ${version}`, {
    type: 'ImagesRewritten',
    reason: 'Unpacked',
    says: `${platform().registryAddress}/acp/clickhouse-operator-bundle@sha256:`,
  });
const upload = async (version: string, note = '', ...more: string[]) => {
  const file = await largeOperator(operator, version, directory, note);
  await push(platform(), file, '--clusters', 'business', ...more);
};
const managerImage = () =>
  business(['-n', operator, 'get', 'deployments', '-o', 'jsonpath={.items[0].spec.template.spec.containers[0].image}']);

// Offer an operator, The bundle: manifests of more than about 1.4 MiB.
describe('an operator whose manifests are too large for an InstallPlan', () => {
  it("is unpacked from an image with the cluster's own images", async () => {
    await untilEngine(business);
    await upload('v0.18.2');
    await untilOffered(business, operator, older);
    await untilRewritten(older);
    await business(`create namespace ${operator}`);
    await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Automatic' }) });

    await untilRow(business, `-n ${operator} get csv`, { NAME: older, PHASE: 'Succeeded' });
    expect(await managerImage()).toBe(`${platform().registryAddress}/acp/clickhouse-operator:v0.18.2`);
    await untilRow(business, `-n ${operator} get configmaps`, { NAME: 'scripts-3', DATA: '1' });
  });

  it('has another image when it is pushed again with another content', async () => {
    const before = await untilRewritten(older);
    await upload('v0.18.2', 'again', '--force');

    await expect.poll(() => untilRewritten(older), { timeout: 60_000 }).not.toBe(before);
  });

  it('is upgraded like any other', async () => {
    await upload('v0.18.3');

    await untilRow(business, `-n ${operator} get csv`, { NAME: newer, PHASE: 'Succeeded', REPLACES: older });
    expect(await managerImage()).toBe(`${platform().registryAddress}/acp/clickhouse-operator:v0.18.3`);
  });
});
