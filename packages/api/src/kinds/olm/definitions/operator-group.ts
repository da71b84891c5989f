import type { Schema } from '@violet/machinery';
import { defineResource } from '../../../resource.ts';
import { date, flag, listOf, object, text } from '../../schema-parts.ts';
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
    ...object({
      ...spec,
      targetNamespaces: set,
      upgradeStrategy: { ...choice(...upgradeStrategies), default: 'Default' },
    }),
    default: { upgradeStrategy: 'Default' },
  },
  status: object({ ...status, namespaces: set, conditions: listOf(condition) }, ['lastUpdated']),
  alsoServed: [{ version: 'v1alpha2', spec: object(spec), status: object(status, ['lastUpdated']) }],
});
