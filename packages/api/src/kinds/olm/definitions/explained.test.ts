import { expect, it } from 'vitest';
import { catalogSourceDefinition } from './catalog-source.ts';
import { installPlanDefinition } from './install-plan.ts';
import { operatorGroupDefinition } from './operator-group.ts';
import { subscriptionDefinition } from './subscription.ts';

it.each([subscriptionDefinition, installPlanDefinition, operatorGroupDefinition, catalogSourceDefinition])(
  'kubectl explain tells of every field that people write in the spec of a $kind',
  ({ schema }) => {
    const fields = Object.entries(schema.properties?.['spec']?.properties ?? {});

    expect(fields.length).toBeGreaterThan(4);
    expect(fields.filter(([, { description = '' }]) => !description.endsWith('.')).map(([name]) => name)).toEqual([]);
  },
);
