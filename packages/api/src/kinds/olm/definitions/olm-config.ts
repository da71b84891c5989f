import { defineResource } from '../../../resource.ts';
import { flag, listOf, object } from '../../schema-parts.ts';
import { OlmConfig as Kind } from '../olm-config.ts';
import { condition, kindOfOlm } from './parts.ts';

export const olmConfigDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  required: ['metadata'],
  spec: object({
    features: object({
      disableCopiedCSVs: flag,
      packageServerSyncInterval: { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(s|m|h))+$' },
    }),
  }),
  status: object({ conditions: listOf(condition) }),
});
