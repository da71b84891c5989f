import type { Schema } from '@violet/machinery';
import { defineResource } from '../../../resource.ts';
import { date, explained, flag, listOf, object, text } from '../../schema-parts.ts';
import { OperatorGroup as Kind, upgradeStrategies } from '../operator-group.ts';
import { embedded } from './embedded.ts';
import { choice, condition, kindOfOlm } from './parts.ts';

const spec = {
  selector: embedded('meta.v1.LabelSelector'),
  serviceAccountName: text,
  staticProvidedAPIs: flag,
  targetNamespaces: listOf(text),
};

const status = {
  lastUpdated: date,
  namespaces: listOf(text),
  serviceAccountRef: embedded('core.v1.ObjectReference'),
};

const set: Schema = { ...listOf(text), 'x-kubernetes-list-type': 'set' };

export const operatorGroupDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  shortNames: ['og'],
  required: ['metadata'],
  spec: {
    ...explained(
      object({
        ...spec,
        targetNamespaces: set,
        upgradeStrategy: { ...choice(...upgradeStrategies), default: 'Default' },
      }),
      {
        selector: 'Labels of the namespaces to target; not looked at where targetNamespaces is set.',
        serviceAccountName: 'The ServiceAccount of this namespace with whose rights operators are installed.',
        staticProvidedAPIs: 'Leave the annotation olm.providedAPIs as it is.',
        targetNamespaces:
          'The namespaces that the operators of this namespace watch; all where neither this nor a selector is set.',
        upgradeStrategy: 'TechPreviewUnsafeFailForward lets an operator that has failed be upgraded.',
      },
    ),
    default: { upgradeStrategy: 'Default' },
  },
  status: object({ ...status, namespaces: set, conditions: listOf(condition) }, ['lastUpdated']),
  alsoServed: [{ version: 'v1alpha2', spec: object(spec), status: object(status, ['lastUpdated']) }],
});
