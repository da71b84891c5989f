import { defineResource } from '../../../resource.ts';
import { date, explained, flag, listOf, object, text } from '../../schema-parts.ts';
import { InstallPlan as Kind } from '../install-plan.ts';
import { embedded } from './embedded.ts';
import { kindOfOlm, oldCondition, plainInteger } from './parts.ts';

const bundleLookup = object(
  {
    catalogSourceRef: embedded('core.v1.ObjectReference'),
    conditions: listOf(oldCondition),
    identifier: text,
    path: text,
    properties: text,
    replaces: text,
  },
  ['catalogSourceRef', 'identifier', 'path', 'replaces'],
);

const stepResource = object(
  { group: text, kind: text, manifest: text, name: text, sourceName: text, sourceNamespace: text, version: text },
  ['group', 'kind', 'name', 'sourceName', 'sourceNamespace', 'version'],
);

const step = object({ optional: flag, resolving: text, resource: stepResource, status: text }, [
  'resolving',
  'resource',
  'status',
]);

export const installPlanDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  shortNames: ['ip'],
  columns: [
    {
      name: 'CSV',
      type: 'string',
      jsonPath: '.spec.clusterServiceVersionNames[0]',
      description: 'The first CSV in the list of clusterServiceVersionNames',
    },
    { name: 'Approval', type: 'string', jsonPath: '.spec.approval', description: 'The approval mode' },
    { name: 'Approved', type: 'boolean', jsonPath: '.spec.approved' },
  ],
  required: ['metadata', 'spec'],
  spec: explained(
    object(
      {
        approval: text,
        approved: flag,
        clusterServiceVersionNames: listOf(text),
        generation: plainInteger,
        source: text,
        sourceNamespace: text,
      },
      ['approval', 'approved', 'clusterServiceVersionNames'],
    ),
    {
      approval: 'Manual: nothing is installed before the plan is approved. Automatic: it is approved from the first.',
      approved: 'Set it to true to have the plan carried out.',
      clusterServiceVersionNames: 'The versions that the plan installs.',
      generation: 'Counts the plans of a namespace.',
      source: 'Not used.',
      sourceNamespace: 'Not used.',
    },
  ),
  status: object(
    {
      attenuatedServiceAccountRef: embedded('core.v1.ObjectReference'),
      bundleLookups: listOf(bundleLookup),
      catalogSources: listOf(text),
      // Of these, unlike of other conditions, nothing is asked for.
      conditions: listOf(object(oldCondition.properties ?? {})),
      message: text,
      phase: text,
      plan: listOf(step),
      startTime: date,
    },
    ['catalogSources', 'phase'],
  ),
});
