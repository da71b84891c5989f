import { Operator } from '@violet/api';
import { type Controller, defineController, type Key, type Reader } from '@violet/controller';
import { jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import { componentsWith, componentWatches } from './component-kinds.ts';
import { componentLabel, operatorsOf } from './component-label.ts';
import { componentReferences } from './references.ts';

/** Keeps an Operator for each package that is installed somewhere, with all that belongs to it. */
export function operatorController(): Controller {
  return defineController({
    name: 'operator',
    scope: 'member',
    kind: Operator,
    // Each sums up all that belongs to it. Where many change at once, the others' turns make one write of a burst of changes.
    // A burst is not waited for: upstream's suite wants to see each component in an event of its own (operator_test.go).
    concurrency: 1,
    watches: componentWatches(labelledOperators),
    observe: (_operator, reader) => reader,
    steps: [listComponents],
    whenAbsent: makeOperator,
  });
}

function labelledOperators({ metadata }: KubernetesObject): Key[] {
  return operatorsOf(metadata.labels).map((name) => ({ name }));
}

function listComponents(operator: Stored<Operator>, reader: Reader): void {
  const key = componentLabel(operator.metadata.name);
  const refs = componentReferences(componentsWith(key, reader));
  const labelSelector = { matchExpressions: [{ key, operator: 'Exists' }] };
  const next = { labelSelector, ...(refs.length === 0 ? {} : { refs }) };
  if (!jsonEqual(next, operator.status?.components)) operator.status = { ...operator.status, components: next };
}

/** An Operator is there as long as anything of it is: a CRD keeps it. */
async function makeOperator({ name }: Key, reader: Reader): Promise<void> {
  if (componentsWith(componentLabel(name), reader).length === 0) return;
  const operator: Operator = { apiVersion: 'operators.coreos.com/v1', kind: 'Operator', metadata: { name }, spec: {} };
  await reader.client.resource(Operator).create(operator, { fieldManager: 'olm' });
}
