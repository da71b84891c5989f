import { defineResource } from '../../../resource.ts';
import { listOf, object } from '../../schema-parts.ts';
import { Operator as Kind } from '../operator.ts';
import { embedded } from './embedded.ts';
import { kindOfOlm, oldCondition } from './parts.ts';

const reference = embedded('core.v1.ObjectReference');

export const operatorDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  required: [],
  spec: { type: 'object' },
  status: object({
    components: object(
      {
        labelSelector: embedded('meta.v1.LabelSelector'),
        refs: listOf({
          ...reference,
          properties: { ...reference.properties, conditions: listOf(oldCondition) },
        }),
      },
      ['labelSelector'],
    ),
  }),
});
