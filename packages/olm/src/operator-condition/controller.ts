import { Deployment, OperatorCondition, Role, RoleBinding } from '@violet/api';
import {
  type Controller,
  defineController,
  type Key,
  type Reader,
  type StepContext,
  setCondition,
  watch,
} from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import { type Condition, jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import { conditionNameVariable } from '../cluster-service-version/deployment/build.ts';
import { mergeEnv } from '../cluster-service-version/deployment/overrides.ts';
import { managed } from '../cluster-service-version/watches.ts';
import { controllerReference, csvKind, isOwnedBy, managedLabel, ownersOfKind } from '../ownership/owner.ts';

type Subject = Stored<OperatorCondition>;

/** Lets operators write their OperatorCondition, and takes what they say into its status. */
export function operatorConditionController(): Controller {
  return defineController({
    name: 'operator-condition',
    scope: 'member',
    kind: OperatorCondition,
    watches: [
      watch({ kind: Role, keys: owner }),
      watch({ kind: RoleBinding, keys: owner }),
      watch({ kind: Deployment, labelSelector: managed, keys: ownerCsv }),
    ],
    observe: (_condition, reader) => reader,
    steps: [takeOverConditions, permitOperator, nameToDeployments],
  });
}

/** What the operator says, with the generation at which it said so. */
export function statedConditions({ metadata, spec, status }: OperatorCondition, now: Date): Condition[] | undefined {
  const generation = metadata.generation ?? 0;
  const conditions = (status?.conditions ?? []).map((condition) => ({ ...condition }));
  let changed = false;
  for (const { type, status: value, reason, message } of spec?.conditions ?? []) {
    const known = conditions.find((condition) => condition.type === type);
    if (known?.status === value && known.observedGeneration === generation) continue;
    setCondition(conditions, { type, status: value, reason, message }, now, generation);
    changed = true;
  }
  return changed ? conditions : undefined;
}

function takeOverConditions(condition: Subject, _reader: Reader, context: StepContext): void {
  const conditions = statedConditions(condition, context.now());
  if (conditions !== undefined) condition.status = { ...condition.status, conditions };
}

const rbac = 'rbac.authorization.k8s.io';

async function permitOperator(condition: Subject, reader: Reader): Promise<void> {
  const { name, namespace = '' } = condition.metadata;
  const metadata = {
    name,
    namespace,
    labels: { ...managedLabel },
    ownerReferences: [controllerReference(condition)],
  };
  const apiVersion = `${rbac}/v1`;
  const rules = [
    {
      verbs: ['get', 'update', 'patch'],
      apiGroups: ['operators.coreos.com'],
      resources: ['operatorconditions'],
      resourceNames: [name],
    },
  ];
  await ensure(Role, { apiVersion, kind: 'Role', metadata, rules }, ['rules'], condition, reader);
  const subjects = (condition.spec?.serviceAccounts ?? []).map((account) => ({
    kind: 'ServiceAccount',
    name: account,
  }));
  const roleRef = { apiGroup: rbac, kind: 'Role', name };
  const binding: RoleBinding = { apiVersion, kind: 'RoleBinding', metadata, subjects, roleRef };
  await ensure(RoleBinding, binding, ['subjects', 'roleRef'], condition, reader);
}

async function ensure<T extends KubernetesObject>(
  kind: ResourceDefinition<T>,
  wanted: T,
  fields: readonly string[],
  condition: Subject,
  reader: Reader,
): Promise<void> {
  const { name = '', namespace, ownerReferences = [] } = wanted.metadata;
  const existing = reader.get(kind, name, namespace);
  const client = reader.client.resource(kind, namespace);
  const options = { fieldManager: 'olm' };
  if (existing === undefined) {
    await reader.whenSeen(kind, await client.create(wanted, options));
    return;
  }
  if (isOwnedBy(existing, condition) && fields.every((field) => jsonEqual(existing[field], wanted[field]))) return;
  const next: T = { ...existing, metadata: { ...existing.metadata, ownerReferences } };
  for (const field of fields) Object.assign(next, { [field]: wanted[field] });
  await reader.whenSeen(kind, await client.replace(next, options));
}

/** Deployments that somebody else has changed still learn where their condition is. */
async function nameToDeployments(condition: Subject, reader: Reader): Promise<void> {
  const { name, namespace } = condition.metadata;
  for (const deploymentName of condition.spec?.deployments ?? []) {
    const deployment = reader.get(Deployment, deploymentName, namespace);
    if (deployment === undefined || ownersOfKind(deployment, csvKind)[0]?.name !== name) continue;
    const pod = deployment.spec.template.spec;
    const containers = (pod?.containers ?? []).map((container) => ({
      ...container,
      env: mergeEnv(container.env ?? [], [{ name: conditionNameVariable, value: name }]),
    }));
    if (pod === undefined || jsonEqual(containers, pod.containers)) continue;
    const template = { ...deployment.spec.template, spec: { ...pod, containers } };
    const next = { ...deployment, spec: { ...deployment.spec, template } };
    const written = await reader.client.resource(Deployment, namespace).replace(next, { fieldManager: 'olm' });
    await reader.whenSeen(Deployment, written);
  }
}

function owner({ metadata }: KubernetesObject): Key[] {
  return (metadata.ownerReferences ?? [])
    .filter(({ kind, controller }) => kind === 'OperatorCondition' && controller === true)
    .map(({ name }) => ({ name, namespace: metadata.namespace ?? '' }));
}

function ownerCsv(deployment: KubernetesObject): Key[] {
  return ownersOfKind(deployment, csvKind).map(({ name }) => ({
    name,
    namespace: deployment.metadata.namespace ?? '',
  }));
}
