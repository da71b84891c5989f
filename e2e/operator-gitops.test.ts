import { describe, expect, it } from 'vitest';
import { asFieldManager, untilNoDrift } from './harness/drift.ts';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  groupYaml,
  pendingPlan,
  subscriptionYaml,
  untilEngine,
  untilOffered,
  untilRow,
  untilStatus,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const { platform, business } = operatorStory();

const operator = 'harbor-ce-operator';
const older = 'harbor-ce-operator.v2.12.10';
const newer = 'harbor-ce-operator.v2.12.11';
const getSubscription = `-n ${operator} get subscription ${operator}-subs`;
const objects = [
  `namespace/${operator}`,
  'catalogsource/partners',
  'operatorgroup/own',
  `subscription/${operator}-subs`,
];

let address = '';
const files = (...targets: readonly string[]) =>
  [
    namespaceYaml(operator),
    catalogYaml('partners', operator, address),
    groupYaml('own', operator, [operator, ...targets]),
    subscriptionYaml({ operator, approval: 'Manual', startingCsv: older, channel: 'harbor-2', targets: null }),
  ].join('---\n');

const upload = async (csv: string) => {
  await push(platform(), await samplePackage(operator, csv.slice(operator.length + 1)), '--clusters', 'business');
  await untilOffered(business, operator, csv);
};
const untilInstalled = async (csv: string) => {
  await approve(business, operator, await pendingPlan(business, getSubscription, csv));
  await untilRow(business, `-n ${operator} get csv`, { NAME: csv, PHASE: 'Succeeded' });
  await untilStatus(business, getSubscription, { state: 'AtLatestKnown', installedCSV: csv });
};
/** What shows whether anybody has written the objects. */
const written = () =>
  Promise.all(objects.map((one) => business(`-n ${operator} get ${one} -o jsonpath={.metadata.resourceVersion}`)));
const plans = async () =>
  rowsOf(await business(`-n ${operator} get installplans`))
    .map(({ CSV }) => CSV)
    .sort();

describe('an operator that is installed from files, by a tool that applies them again and again', () => {
  it('runs, and shows no drift', async () => {
    await untilEngine(business);
    await upload(older);
    address = await business('-n cpaas-system get catalogsource platform -o jsonpath={.spec.address}');
    await business(`apply ${asFieldManager}`, { input: files() });
    await untilInstalled(older);

    await untilNoDrift(business, files(), written, asFieldManager);
    expect(await plans()).toEqual([older]);
  });

  it('follows a change, without a conflict with what the platform has written', async () => {
    await business(`apply ${asFieldManager}`, { input: files('default') });

    const watched = `-n ${operator} get csv ${older} -o jsonpath={.metadata.annotations.olm\\.targetNamespaces}`;
    await expect.poll(() => business(watched), { timeout: 60_000 }).toBe(`default,${operator}`);
    await business(`apply ${asFieldManager}`, { input: files() });
  });

  it('is upgraded, and its files are what they were', async () => {
    await upload(newer);
    await untilInstalled(newer);

    await untilNoDrift(business, files(), written, asFieldManager);
    expect(await plans()).toEqual([older, newer]);
  });

  it('may be taken over by somebody who applies the same by hand', async () => {
    await business('apply -f -', { input: files() });

    await untilNoDrift(business, files(), written);
    expect(await plans()).toEqual([older, newer]);
  });
});

function namespaceYaml(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    team: databases
`;
}

/** Reads at the same place as one that is there. */
function catalogYaml(name: string, namespace: string, address: string): string {
  return `apiVersion: operators.coreos.com/v1alpha1
kind: CatalogSource
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  address: ${address}
  displayName: Partners
  publisher: Partners
  sourceType: grpc
`;
}
