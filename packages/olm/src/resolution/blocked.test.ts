import {
  CatalogSource,
  CustomResourceDefinition,
  Namespace,
  OperatorGroup,
  Subscription,
  type SubscriptionSpec,
} from '@violet/api';
import type { RegistryBundle } from '@violet/bundles';
import { systemClock } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPlanController } from '../install-plan/controller.ts';
import { operatorControllers } from '../operator-controllers.ts';
import { aCrd, aCsv, installModes } from '../testing/a-csv.ts';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { memoryCatalogs } from '../testing/memory-catalogs.ts';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { createBundleUnpacker } from '../unpack/bundle-unpacker.ts';
import { resolutionController } from './controller.ts';

const global = 'cpaas-system';
const catalogs = memoryCatalogs(global);
let cluster: OlmCluster;
let registry: TestRegistry;

beforeAll(async () => {
  cluster = await anOlmCluster();
  registry = await startTestRegistry();
  const openRegistry = () => connectRegistry({ address: registry.address, plain: true });
  const settings = { catalogNamespace: global, openRegistry };
  const unpacker = createBundleUnpacker({ openImage: async () => openRegistry(), clock: systemClock });
  cluster.run([
    resolutionController({ settings, catalogs, unpacker }),
    installPlanController(settings),
    ...operatorControllers(),
  ]);
  await aNamespace(global);
  await aCatalogSource(global, 'platform');
  offer('something');
}, 60_000);

afterAll(async () => {
  await cluster.close();
  await registry.close();
});

const olm = 'operators.coreos.com/v1alpha1';

async function aNamespace(name: string): Promise<void> {
  await cluster.create(Namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

async function aCatalogSource(namespace: string, name: string): Promise<void> {
  const spec = { sourceType: 'grpc', address: 'localhost:1' } as const;
  await cluster.create(CatalogSource, { apiVersion: olm, kind: 'CatalogSource', metadata: { name, namespace }, spec });
}

async function group(namespace: string, spec: OperatorGroup['spec'], name = 'group', annotations = {}): Promise<void> {
  const metadata = { name, namespace, annotations };
  const object = { apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup', metadata, spec: spec ?? {} };
  await cluster.create(OperatorGroup, object);
}

async function subscribe(namespace: string, name: string, spec: Partial<SubscriptionSpec> = {}): Promise<void> {
  const all = { source: 'platform', sourceNamespace: global, name, channel: 'stable', ...spec };
  await cluster.create(Subscription, {
    apiVersion: olm,
    kind: 'Subscription',
    metadata: { name, namespace },
    spec: all,
  });
}

type CsvParts = Parameters<typeof aCsv>[2];

/** A bundle of one CSV and whatever else it brings; offered beside what the catalogue has already. */
function offer(name: string, spec: CsvParts = {}, { objects = [], ...fields }: Offer = {}): void {
  const csv = { ...aCsv(`${name}.v1.0.0`, '', { version: '1.0.0', ...spec }), metadata: { name: `${name}.v1.0.0` } };
  const texts = [csv, ...objects].map((object) => JSON.stringify(object));
  const bundle = aRegistryBundle(name, '1.0.0', { csvJson: texts[0] ?? '', object: texts, ...fields });
  offered.set(name, bundle);
  catalogs.offer(global, 'platform', aCatalog(...offered.values()));
}

interface Offer extends Partial<RegistryBundle> {
  objects?: object[];
}
const offered = new Map<string, RegistryBundle>();

const own = (namespace: string) => group(namespace, { targetNamespaces: [namespace] });

/** What is there, in a namespace of its own with the name of the Subscription; and what the Subscription says. */
type Cause = [cause: string, name: string, arrange: (name: string) => Promise<void>, reason: string, message: string];

describe('a blocked Subscription says in one condition what blocks it and what to do', { timeout: 60_000 }, () => {
  it.each<Cause>([
    [
      'another sourceNamespace than that of the global catalogues',
      'strange-namespace',
      async (name) => {
        await own(name);
        await subscribe(name, name, { sourceNamespace: 'default' });
      },
      'ConstraintsNotSatisfiable',
      'Subscription strange-namespace names CatalogSource default/platform, which is not visible in namespace strange-namespace. ' +
        'Set spec.sourceNamespace to cpaas-system, whose catalogues are visible everywhere, or to strange-namespace.',
    ],
    [
      'a catalogue that is not there',
      'strange-source',
      async (name) => {
        await own(name);
        await subscribe(name, name, { source: 'nowhere' });
      },
      'ConstraintsNotSatisfiable',
      'Subscription strange-source names CatalogSource cpaas-system/nowhere, which does not exist or is not visible here. ' +
        'Set spec.source to one that is visible: cpaas-system/platform.',
    ],
    [
      'a catalogue that does not answer',
      'silent',
      async (name) => {
        await own(name);
        await aCatalogSource(name, 'silent');
        catalogs.fail(name, 'silent', 'connection refused');
        await subscribe(name, name, { source: 'silent', sourceNamespace: name });
      },
      'ErrorPreventedResolution',
      'CatalogSource silent/silent, which Subscription silent names, cannot be read: connection refused. ' +
        'Look at the status of CatalogSource silent/silent; the Subscription goes on as soon as it answers.',
    ],
    [
      'a package that the catalogue lacks',
      'no-package',
      async (name) => {
        await own(name);
        await subscribe(name, name);
      },
      'ConstraintsNotSatisfiable',
      'Subscription no-package asks for package no-package, which CatalogSource cpaas-system/platform does not have. ' +
        'Correct spec.name, or add the package to CatalogSource cpaas-system/platform: no catalogue that this namespace sees has it.',
    ],
    [
      'a channel that the package lacks',
      'no-channel',
      async (name) => {
        await own(name);
        offer(name);
        await subscribe(name, name, { channel: 'nightly' });
      },
      'ConstraintsNotSatisfiable',
      'Subscription no-channel asks for channel nightly, which package no-channel of CatalogSource cpaas-system/platform does not have. ' +
        'Set spec.channel to one that it has: stable.',
    ],
    [
      'a version that the channel lacks',
      'no-version',
      async (name) => {
        await own(name);
        offer(name);
        await subscribe(name, name, { startingCSV: 'no-version.v9.9.9' });
      },
      'ConstraintsNotSatisfiable',
      'Subscription no-version is to start with no-version.v9.9.9, which channel stable of package no-version in CatalogSource cpaas-system/platform does not have. ' +
        'Remove spec.startingCSV, or set it to one that the channel has: no-version.v1.0.0.',
    ],
    [
      'an operator that it requires and nobody offers',
      'needy',
      async (name) => {
        await own(name);
        const value = '{"packageName":"bulbs","versionRange":">=1.0.0"}';
        offer(name, {}, { properties: [aPackage(name), { type: 'olm.package.required', value }] });
        await subscribe(name, name);
      },
      'ConstraintsNotSatisfiable',
      'Subscription needy cannot be met: bundle needy.v1.0.0 requires an operator with package: bulbs and with version in range: >=1.0.0, and no catalogue that this namespace sees has one. ' +
        'Make a catalogue that has it visible in this namespace, or choose a channel or version that does not require it.',
    ],
    [
      'a deprecated bundle',
      'old-fashioned',
      async (name) => {
        await own(name);
        offer(name, {}, { properties: [aPackage(name), { type: 'olm.deprecated', value: '{}' }] });
        await subscribe(name, name);
      },
      'ConstraintsNotSatisfiable',
      'Subscription old-fashioned cannot be met: bundle old-fashioned.v1.0.0 is deprecated and may not be installed. ' +
        'Choose another channel or version.',
    ],
    [
      'a rule that does not end',
      'endless',
      async (name) => {
        await own(name);
        const value = JSON.stringify({ failureMessage: 'none fits', cel: { rule: endless } });
        offer(name, {}, { properties: [aPackage(name), { type: 'olm.constraint', value }] });
        await subscribe(name, name);
      },
      'ErrorPreventedResolution',
      'Subscription endless cannot be resolved because of a bundle that it may need: convert olm.constraint to resolver predicate: the CEL expression "[0,1*" loops too much. ' +
        "Have the catalogue's publisher correct the bundle's properties, or choose another channel.",
    ],
    [
      'no OperatorGroup',
      'groupless',
      async (name) => {
        offer(name);
        await subscribe(name, name);
      },
      'NoOperatorGroup',
      'Namespace groupless has no OperatorGroup, so that nothing can be installed in it. Create one that says which namespaces its operators watch.',
    ],
    [
      'several OperatorGroups',
      'crowded',
      async (name) => {
        await own(name);
        await group(name, {}, 'another');
        offer(name);
        await subscribe(name, name);
      },
      'TooManyOperatorGroups',
      'Namespace crowded has 2 OperatorGroups (another, group), so that nothing can be installed in it. Delete all but one.',
    ],
    [
      'an OperatorGroup that selects what the operator does not support',
      'narrow',
      async (name) => {
        await group(name, {});
        offer(name, { installModes: installModes('OwnNamespace', 'SingleNamespace') });
        await subscribe(name, name);
      },
      'UnsupportedOperatorGroup',
      'ClusterServiceVersion narrow.v1.0.0 has failed: AllNamespaces InstallModeType not supported, cannot configure to watch all namespaces. ' +
        'Let OperatorGroup group select namespaces as the operator supports it: OwnNamespace, SingleNamespace.',
    ],
    [
      'an OperatorGroup with an account that is not there',
      'accountless',
      async (name) => {
        await group(name, { targetNamespaces: [name], serviceAccountName: 'installer' });
        offer(name);
        await subscribe(name, name);
      },
      'InstallCheckFailed',
      'InstallPlan install-* cannot be carried out: no operator group found that is managing this namespace. ' +
        'Create ServiceAccount installer in namespace accountless, or remove spec.serviceAccountName from OperatorGroup group.',
    ],
    [
      'an OperatorGroup that names a namespace without a name',
      'nameless',
      async (name) => {
        await group(name, { targetNamespaces: [''] });
        offer(name);
        await subscribe(name, name);
      },
      'InstallCheckFailed',
      'InstallPlan install-* cannot be carried out: no operator group found that is managing this namespace. ' +
        'Correct OperatorGroup group: TargetNamespaces cannot contain NamespaceAll: []. Leave spec.targetNamespaces of OperatorGroup group empty to target all namespaces.',
    ],
    [
      'an annotation that names no namespace, so that the platform makes no OperatorGroup',
      'aimless',
      async (name) => {
        offer(name);
        await subscribe(name, name);
        const message = 'the marketplace says what is wrong with the annotation';
        const condition = {
          type: 'TargetNamespacesFailed',
          status: 'True',
          reason: 'InvalidTargetNamespaces',
          message,
        };
        const status = { lastUpdated: '2026-01-01T00:00:00Z', conditions: [condition] };
        await cluster.client.resource(Subscription, name).patchStatus(name, { type: 'merge', body: { status } });
      },
      'InvalidTargetNamespaces',
      'the marketplace says what is wrong with the annotation',
    ],
    [
      'an OperatorGroup with a strange duration',
      'untimely',
      async (name) => {
        const annotations = { 'operatorframework.io/bundle-unpack-timeout': 'soon' };
        await group(name, { targetNamespaces: [name] }, 'group', annotations);
        offer(name);
        await subscribe(name, name);
      },
      'InvalidOperatorGroup',
      'failed to parse unpack timeout annotation(operatorframework.io/bundle-unpack-timeout: soon): time: invalid duration "soon". ' +
        'Correct or remove the annotation of OperatorGroup group.',
    ],
    [
      'the approval that another Subscription of the namespace asks for',
      'patient',
      async (name) => {
        offer(name);
        offer('careful');
        await subscribe(name, 'careful', { installPlanApproval: 'Manual' });
        await subscribe(name, name, { installPlanApproval: 'Automatic' });
        await own(name);
      },
      'RequiresApproval',
      'InstallPlan install-*, which installs careful.v1.0.0, patient.v1.0.0, waits for approval, because it is shared with Subscription careful, which asks for manual approval. ' +
        `Approve it by setting its spec.approved to true: kubectl patch installplan install-* -n patient --type merge -p '{"spec":{"approved":true}}'`,
    ],
    [
      'the guard',
      'guarded',
      async (name) => {
        offer(name);
        await subscribe(name, name);
        const message = 'the guard says why and what to do';
        const condition = { type: 'InstallationRefused', status: 'True', reason: 'DuplicateSubscription', message };
        const status = { lastUpdated: '2026-01-01T00:00:00Z', conditions: [condition] };
        await cluster.client.resource(Subscription, name).patchStatus(name, { type: 'merge', body: { status } });
        await own(name);
      },
      'InstallationRefused',
      'the guard says why and what to do',
    ],
    [
      'a cluster that is too old for the operator',
      'modern',
      async (name) => {
        await own(name);
        offer(name, { minKubeVersion: '9.9.9' });
        await subscribe(name, name);
      },
      'RequirementsNotMet',
      'ClusterServiceVersion modern.v1.0.0 waits for what it requires: ClusterServiceVersion modern.v1.0.0 (CSV version requirement not met: minKubeVersion (9.9.9) > server version (*)). ' +
        'Upgrade the cluster, or choose a version of the operator for this one.',
    ],
    [
      'an API that the operator requires and nobody has installed',
      'api-less',
      async (name) => {
        await own(name);
        const required = [{ name: 'bulbs.example.com', version: 'v1', kind: 'Bulb' }];
        offer(name, { customresourcedefinitions: { required } });
        await subscribe(name, name);
      },
      'RequirementsNotMet',
      'ClusterServiceVersion api-less.v1.0.0 waits for what it requires: CustomResourceDefinition bulbs.example.com (CRD is not present). ' +
        'Install what is missing; the operator goes on by itself.',
    ],
    [
      'a CRD that would lose a version in which objects are stored',
      'forgetful',
      async (name) => {
        await own(name);
        const crd = aCrd('notes', 'forgetful.example.com', 'Note');
        const [v1] = crd.spec.versions;
        await cluster.create(CustomResourceDefinition, crd);
        const changed = { ...crd, spec: { ...crd.spec, versions: [{ ...v1, name: 'v2' }] } };
        const owned = [{ name: 'notes.forgetful.example.com', version: 'v2', kind: 'Note' }];
        offer(name, { customresourcedefinitions: { owned } }, { objects: [changed] });
        await subscribe(name, name);
      },
      'InstallPlanRetrying',
      'InstallPlan install-* meets an error and is tried again: risk of data loss updating "notes.forgetful.example.com": new CRD removes version v1 that is listed as a stored version on the existing CRD. Correct what it names; a plan that cannot be carried out within a minute fails.',
    ],
    [
      'a bundle image that cannot be had',
      'imageless',
      async (name) => {
        const annotations = { 'operatorframework.io/bundle-unpack-timeout': '1s' };
        await group(name, { targetNamespaces: [name] }, 'group', annotations);
        offer(name, {}, { bundlePath: `${registry.address}/nobody/has:this`, csvJson: '', objects: [] });
        const [bundle] = [offered.get(name)];
        if (bundle !== undefined) offered.set(name, { ...bundle, object: [] });
        catalogs.offer(global, 'platform', aCatalog(...offered.values()));
        await subscribe(name, name);
      },
      'BundleUnpackFailed',
      'bundle unpacking failed. Reason: DeadlineExceeded, and Message: the image could not be read within 1 s: */nobody/has:this is not in the registry. ' +
        'Make the image available, with credentials in spec.secrets of the CatalogSource where it needs any. It is tried again by itself.',
    ],
    [
      'an install strategy that nobody knows',
      'strategic',
      async (name) => {
        await own(name);
        offer(name, { install: { strategy: 'magic', spec: { deployments: [] } } });
        await subscribe(name, name);
      },
      'InvalidInstallStrategy',
      'ClusterServiceVersion strategic.v1.0.0 has failed: install strategy invalid: unrecognized install strategy. ' +
        'Its publisher has to correct it: choose another version.',
    ],
    [
      'another operator that provides the same APIs to the same namespaces',
      'rival',
      async (name) => {
        const owned = [{ name: 'widgets.example.com', version: 'v1', kind: 'Widget' }];
        const parts = { customresourcedefinitions: { owned } };
        await aNamespace('first');
        await group('first', {});
        offer('first', parts, { objects: [aCrd()] });
        await subscribe('first', 'first');
        await cluster
          .eventually(Subscription, 'first', 'first', (one) => one?.status?.installedCSV)
          .toEqual('first.v1.0.0');
        offer(name, parts, { objects: [aCrd()] });
        await group(name, {});
        await subscribe(name, name);
      },
      'InterOperatorGroupOwnerConflict',
      'ClusterServiceVersion rival.v1.0.0 has failed: intersecting operatorgroups provide the same apis. ' +
        'Uninstall one of the operators that provide these APIs, or let OperatorGroup group select namespaces that the other one does not watch.',
    ],
  ])('%s', async (_cause, name, arrange, reason, message) => {
    await aNamespace(name);
    await arrange(name);

    const blocked = async () => {
      const { status } = (await cluster.get(Subscription, name, name)) ?? {};
      const { reason: word, message: sentence } = status?.conditions?.find(({ type }) => type === 'Blocked') ?? {};
      return `${word}: ${sentence}`;
    };
    const parts = `${reason}: ${message}`.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
    await expect.poll(blocked, { timeout: 15_000 }).toMatch(new RegExp(`^${parts.join('.*')}$`));
  });
});

const ten = JSON.stringify(Array.from({ length: 10 }, (_, index) => index));
const endless = 'abcdefgh'.split('').reduceRight((inner, name) => `${ten}.all(${name}, ${inner})`, 'true');

function aPackage(packageName: string) {
  return { type: 'olm.package', value: JSON.stringify({ packageName, version: '1.0.0' }) };
}
