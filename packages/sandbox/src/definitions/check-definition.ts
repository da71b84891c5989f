import {
  checkStructural,
  dns1035LabelProblems,
  dnsSubdomainProblems,
  type FailureCause,
  invalidFailure,
  invalidValue,
  jsonEqual,
  prepareSchema,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import type { AdmissionPlugin } from '../admission/admission.ts';
import { gvkOf } from '../requests/kind.ts';
import { checkConversion } from './conversion/check-conversion.ts';
import { type Definition, definitionsId, hasCondition } from './definition.ts';

/** Checks CustomResourceDefinitions beyond their own schema, and makes their schemas ready to validate. */
export const definitionRules: AdmissionPlugin = {
  async validate({ operation, kind, target, object, oldObject }) {
    if (kind.collection.id !== definitionsId || operation === 'DELETE' || target.subresource !== undefined) return;
    const definition = object as Definition;
    const causes = checkDefinition(definition);
    if (oldObject !== undefined) causes.push(...checkChange(definition, oldObject as Definition));
    causes.push(...(await checkSchemas(definition)));
    if (causes.length > 0) throw invalidFailure(gvkOf(kind), definition.metadata.name ?? '', causes);
  },
};

function checkDefinition({ metadata, spec }: Definition): FailureCause[] {
  const { group, names, versions } = spec;
  return [
    ...(metadata.name === `${names.plural}.${group}`
      ? []
      : [invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')]),
    ...problems('spec.group', group, dnsSubdomainProblems),
    ...(group.includes('.') ? [] : [invalidValue('spec.group', group, 'should be a domain with at least one dot')]),
    ...problems('spec.names.plural', names.plural, dns1035LabelProblems),
    ...problems('spec.names.singular', names.singular ?? names.kind.toLowerCase(), dns1035LabelProblems),
    ...problems('spec.names.kind', names.kind, (kind) => dns1035LabelProblems(kind.toLowerCase())),
    ...versions.flatMap(({ name }, index) => problems(`spec.versions[${index}].name`, name, dns1035LabelProblems)),
    ...checkScope(spec),
    ...checkStorage(versions),
    ...checkConversion(spec),
    ...checkApproval(group, metadata.annotations ?? {}),
  ];
}

function problems(field: string, value: string, judge: (value: string) => string[]): FailureCause[] {
  return judge(value).map((problem) => invalidValue(field, value, problem));
}

function checkScope({ scope }: { scope: string }): FailureCause[] {
  const scopes = ['Cluster', 'Namespaced'];
  return scopes.includes(scope) ? [] : [unsupportedValue('spec.scope', scope, scopes)];
}

function checkStorage(versions: Definition['spec']['versions']): FailureCause[] {
  if (versions.length === 0) return [requiredValue('spec.versions', 'must have at least one version')];
  if (versions.filter(({ storage }) => storage).length === 1) return [];
  return [
    invalidValue(
      'spec.versions',
      versions.map(({ name }) => name),
      'must have exactly one version marked as storage version',
    ),
  ];
}

const protectedGroup = /(^|\.)(k8s|kubernetes)\.io$/;
const approval = 'api-approved.kubernetes.io';

function checkApproval(group: string, annotations: Record<string, string>): FailureCause[] {
  if (!protectedGroup.test(group) || (annotations[approval] ?? '') !== '') return [];
  const detail = `protected groups must have approval annotation "${approval}", see https://github.com/kubernetes/enhancements/pull/1111`;
  return [requiredValue(`metadata.annotations[${approval}]`, detail)];
}

function checkChange(definition: Definition, old: Definition): FailureCause[] {
  const fixed: [field: string, value: unknown, before: unknown][] = [
    ['spec.group', definition.spec.group, old.spec.group],
    ['spec.names.plural', definition.spec.names.plural, old.spec.names.plural],
  ];
  if (hasCondition(old, 'Established')) {
    fixed.push(
      ['spec.scope', definition.spec.scope, old.spec.scope],
      ['spec.names.kind', definition.spec.names.kind, old.spec.names.kind],
    );
  }
  const changed = fixed.filter(([, value, before]) => value !== before);
  return [
    ...changed.map(([field, value]) => invalidValue(field, value, 'field is immutable')),
    ...removedStored(definition, old),
  ];
}

function removedStored({ spec }: Definition, { status }: Definition): FailureCause[] {
  const names = new Set(spec.versions.map(({ name }) => name));
  return (status?.storedVersions ?? [])
    .filter((name) => !names.has(name))
    .map((name, index) =>
      invalidValue(
        `status.storedVersions[${index}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    );
}

async function checkSchemas({ spec }: Definition): Promise<FailureCause[]> {
  const causes: FailureCause[] = [];
  const [first] = spec.versions;
  // Upstream reports on the schema that all versions share as if it stood at the top.
  const shared = spec.versions.every(({ schema }) => jsonEqual(schema, first?.schema));
  for (const [index, { schema }] of spec.versions.entries()) {
    const path = shared ? 'spec.validation.openAPIV3Schema' : `spec.versions[${index}].schema.openAPIV3Schema`;
    if (schema?.openAPIV3Schema === undefined) {
      causes.push(requiredValue(`spec.versions[${index}].schema.openAPIV3Schema`));
      continue;
    }
    causes.push(
      ...checkStructural(schema.openAPIV3Schema, path),
      ...(await prepareSchema(schema.openAPIV3Schema, path)),
    );
    if (shared) break;
  }
  return causes;
}
