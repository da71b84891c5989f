import type { Schema } from '@violet/machinery';
import { listOf, mapOf, object, text } from '../../schema-parts.ts';
import { embedded } from './embedded.ts';

const permissions = listOf(
  object({ rules: listOf(embedded('rbac.v1.PolicyRule')), serviceAccountName: text }, ['rules', 'serviceAccountName']),
);

const deployment = object({ label: mapOf(text), name: text, spec: deploymentSpec() }, ['name', 'spec']);

/** Labels and annotations of the pods must not be pruned, though a CRD says of metadata only that it is an object. */
function deploymentSpec(): Schema {
  const spec = embedded('apps.v1.DeploymentSpec');
  const { template } = spec.properties ?? {};
  const metadata: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    ...spec,
    properties: { ...spec.properties, template: { ...template, properties: { ...template?.properties, metadata } } },
  };
}

/** How a CSV is installed. */
export const csvInstall = object(
  {
    strategy: text,
    spec: object({ clusterPermissions: permissions, deployments: listOf(deployment), permissions }, ['deployments']),
  },
  ['strategy'],
);
