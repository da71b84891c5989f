import { defineResource } from '../../../resource.ts';
import { listOf, object, text } from '../../schema-parts.ts';
import { OperatorCondition as Kind } from '../operator-condition.ts';
import { condition, kindOfOlm } from './parts.ts';

const override = object(condition.properties ?? {}, ['message', 'reason', 'status', 'type']);

const spec = { deployments: listOf(text), overrides: listOf(override), serviceAccounts: listOf(text) };

export const operatorConditionDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  shortNames: ['condition'],
  required: ['metadata'],
  spec: object({ ...spec, conditions: listOf(condition) }),
  status: object({ conditions: listOf(condition) }),
  alsoServed: [{ version: 'v1', spec: object(spec) }],
});
