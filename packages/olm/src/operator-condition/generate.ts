import { ClusterServiceVersion, OperatorCondition } from '@violet/api';
import { type Controller, defineController, type Key, type Reader, watch } from '@violet/controller';
import { jsonEqual, type Stored } from '@violet/machinery';
import { originals } from '../cluster-service-version/watches.ts';
import { isCopied } from '../cluster-service-version/world.ts';
import { componentLabelsFrom } from '../operator/component-label.ts';
import { controllerReference, csvKind } from '../ownership/owner.ts';

/** The OperatorCondition of a CSV: of the same name, with whom it is for. */
export function conditionFor(csv: Stored<ClusterServiceVersion>): OperatorCondition {
  const { permissions = [], clusterPermissions = [], deployments = [] } = csv.spec.install.spec ?? {};
  const accounts = [...clusterPermissions, ...permissions]
    .map(({ serviceAccountName }) => serviceAccountName)
    .filter((name) => name !== '');
  return {
    apiVersion: 'operators.coreos.com/v2',
    kind: 'OperatorCondition',
    metadata: {
      name: csv.metadata.name,
      namespace: csv.metadata.namespace ?? '',
      labels: componentLabelsFrom(csv),
      ownerReferences: [controllerReference(csv)],
    },
    spec: {
      serviceAccounts: accounts.length === 0 ? ['default'] : accounts,
      deployments: deployments.map(({ name }) => name).filter((name) => name !== ''),
    },
  };
}

/** Gives every CSV an OperatorCondition, by which its operator speaks to OLM. */
export function operatorConditionGenerator(): Controller {
  return defineController({
    name: 'operator-condition-generator',
    scope: 'member',
    kind: ClusterServiceVersion,
    labelSelector: originals,
    concerns: (csv) => !isCopied(csv) && csv.metadata.deletionTimestamp === undefined,
    watches: [watch({ kind: OperatorCondition, keys: owner })],
    observe: (_csv, reader) => reader,
    steps: [ensureCondition],
  });
}

async function ensureCondition(csv: Stored<ClusterServiceVersion>, reader: Reader): Promise<void> {
  const wanted = conditionFor(csv);
  const { name, namespace } = csv.metadata;
  const existing = reader.get(OperatorCondition, name, namespace);
  const conditions = reader.client.resource(OperatorCondition, namespace);
  const options = { fieldManager: 'olm' };
  if (existing === undefined) {
    await reader.whenSeen(OperatorCondition, await conditions.create(wanted, options));
    return;
  }
  const spec = { ...existing.spec, ...wanted.spec };
  const ownerReferences = wanted.metadata.ownerReferences ?? [];
  if (jsonEqual(spec, existing.spec) && jsonEqual(ownerReferences, existing.metadata.ownerReferences)) return;
  const next = { ...existing, metadata: { ...existing.metadata, ownerReferences }, spec };
  await reader.whenSeen(OperatorCondition, await conditions.replace(next, options));
}

function owner({ metadata }: Stored<OperatorCondition>): Key[] {
  return (metadata.ownerReferences ?? [])
    .filter(({ kind, controller }) => kind === csvKind && controller === true)
    .map(({ name }) => ({ name, namespace: metadata.namespace ?? '' }));
}
