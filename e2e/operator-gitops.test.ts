import { describe, expect, it } from 'vitest';
import { asFieldManager, untilNoDrift } from './harness/drift.ts';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  pendingPlan,
  subscriptionYaml,
  untilEngine,
  untilOffered,
  untilRow,
  untilStatus,
  untilTargets,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const { platform, business } = operatorStory();

const upload = async (operator: string, version: string) => {
  await push(platform(), await samplePackage(operator, version), '--clusters', 'business');
  await untilOffered(business, operator, `${operator}.${version}`);
};

/** What shows whether anybody has written these objects. */
function written(objects: readonly string[], namespace: string): Promise<string[]> {
  const read = (object: string) => business(`-n ${namespace} get ${object} -o jsonpath={.metadata.resourceVersion}`);
  return Promise.all(objects.map(read));
}

async function plansOf(namespace: string): Promise<(string | undefined)[]> {
  return rowsOf(await business(`-n ${namespace} get installplans`))
    .map(({ CSV }) => CSV)
    .sort();
}

describe('an operator that is installed from files', () => {
  const operator = 'clickhouse-operator';
  const csv = 'clickhouse-operator.v0.18.2';
  const objects = [
    `namespace/${operator}`,
    'catalogsource/partners',
    'operatorgroup/own',
    `subscription/${operator}-subs`,
  ];
  let files = '';

  it('runs once they are applied', async () => {
    await untilEngine(business);
    await upload(operator, 'v0.18.2');
    const address = await business('-n cpaas-system get catalogsource platform -o jsonpath={.spec.address}');
    files = [
      namespaceYaml(operator),
      catalogYaml('partners', operator, address),
      groupYaml('own', operator),
      subscriptionYaml({ operator, approval: 'Automatic', targets: null }),
    ].join('---\n');
    await business('apply -f -', { input: files });

    await untilRow(business, `-n ${operator} get csv`, { NAME: csv, PHASE: 'Succeeded' });
    await untilStatus(business, `-n ${operator} get subscription ${operator}-subs`, { state: 'AtLatestKnown' });
  });

  it('shows no drift, and applying them again changes nothing', async () => {
    await untilNoDrift(business, files, () => written(objects, operator));

    expect(await plansOf(operator)).toEqual([csv]);
  });

  it('may be taken over by another field manager', async () => {
    await untilNoDrift(business, files, () => written(objects, operator), asFieldManager);

    await untilNoDrift(business, files, () => written(objects, operator));
    await untilRow(business, `-n ${operator} get csv`, { NAME: csv, PHASE: 'Succeeded' });
  });
});

describe('an operator that a field manager of its own applies', () => {
  const operator = 'harbor-ce-operator';
  const older = 'harbor-ce-operator.v2.12.10';
  const newer = 'harbor-ce-operator.v2.12.11';
  const getSubscription = `-n ${operator} get subscription ${operator}-subs`;
  const objects = [`namespace/${operator}`, `subscription/${operator}-subs`];
  const files = (targets = '') =>
    [
      namespaceYaml(operator),
      subscriptionYaml({ operator, approval: 'Manual', startingCsv: older, channel: 'harbor-2', targets }),
    ].join('---\n');
  const apply = (text: string) => business(`apply ${asFieldManager}`, { input: text });
  const untilInstalled = async (csv: string) => {
    await approve(business, operator, await pendingPlan(business, getSubscription, csv));
    await untilRow(business, `-n ${operator} get csv`, { NAME: csv, PHASE: 'Succeeded' });
    await untilStatus(business, getSubscription, { state: 'AtLatestKnown', installedCSV: csv });
  };
  const noDrift = () => untilNoDrift(business, files(), () => written(objects, operator), asFieldManager);

  it('runs, and applying it again changes nothing', async () => {
    await upload(operator, 'v2.12.10');
    await apply(files());
    await untilInstalled(older);

    await noDrift();
    expect(await plansOf(operator)).toEqual([older]);
  });

  it('is upgraded, and its files are what they were', async () => {
    await upload(operator, 'v2.12.11');
    await untilInstalled(newer);

    await noDrift();
    expect(await plansOf(operator)).toEqual([older, newer]);
  });

  it('is changed without a conflict with what the platform has written', async () => {
    await apply(files(operator));

    await untilTargets(business, operator, [[operator]]);
    await untilRow(business, `-n ${operator} get csv`, { NAME: newer, PHASE: 'Succeeded' });
    await apply(files());
    await untilTargets(business, operator, [[]]);
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

function groupYaml(name: string, namespace: string): string {
  return `apiVersion: operators.coreos.com/v1
kind: OperatorGroup
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  targetNamespaces: [${namespace}]
`;
}
