import { type BundleLookup, resource, type Step, type Subscription } from '@violet/api';
import type { RegistryBundle } from '@violet/bundles';
import { goJson } from '../go-json/encode.ts';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';
import { orderSteps } from '../install-plan/steps/order-steps.ts';
import { printProperties } from '../install-plan/steps/properties.ts';
import { stepsOfBundle } from '../install-plan/steps/steps-of-bundle.ts';
import type { ResolvedOperator } from '../resolver/resolution.ts';
import type { Draft } from './draft.ts';

/** What a resolution means for a namespace. */
export interface Changes {
  /** In the order in which they are to be carried out; those of bundles that are still to be unpacked are not among them. */
  steps: Step[];
  /** Those of which the steps are. */
  bundles: BundleManifests[];
  lookups: BundleLookup[];
  /** The CSV that each Subscription whose goal has moved heads for now. */
  goals: Map<Draft, string>;
}

/** Throws Invalid where a bundle's content is none. */
export function changesOf(
  operators: readonly ResolvedOperator<RegistryBundle>[],
  drafts: readonly Draft[],
  namespace: string,
  csvNames: ReadonlySet<string>,
): Changes {
  const changes: Changes = { steps: [], bundles: [], lookups: [], goals: new Map() };
  for (const operator of operators) {
    const asking = drafts.filter(({ subscription }) => operator.subscriptions.includes(subscription.metadata.name));
    const isThere = ({ status: { currentCSV = '' } }: Draft) =>
      currentCSV === operator.name && csvNames.has(currentCSV);
    if (asking.length > 0 && asking.every(isThere)) continue;
    addBundle(changes, operator, namespace);
    if (asking.length === 0) changes.steps.push(subscriptionStep(operator, namespace));
    for (const draft of asking) if (draft.status.currentCSV !== operator.name) changes.goals.set(draft, operator.name);
  }
  changes.steps = orderSteps(changes.steps);
  return changes;
}

function addBundle(changes: Changes, operator: ResolvedOperator<RegistryBundle>, namespace: string): void {
  const { bundle, catalog, name, replaces } = operator;
  if (bundle.bundlePath !== '') {
    changes.lookups.push(lookupOf(operator));
    return;
  }
  // Only what the catalogue says: what the resolver has read out of dependencies belongs to lookups alone.
  const properties = printProperties(bundle.properties);
  const manifests = { csvName: name, csv: bundle.csvJson, objects: bundle.object };
  changes.bundles.push(manifests);
  changes.steps.push(...stepsOfBundle(manifests, { namespace, replaces, properties, catalog }));
}

/** As upstream leaves it in the plan when the bundle is unpacked: without conditions. */
function lookupOf({ bundle, catalog, name, replaces, properties }: ResolvedOperator<RegistryBundle>): BundleLookup {
  return {
    path: bundle.bundlePath,
    identifier: name,
    replaces,
    catalogSourceRef: { namespace: catalog.namespace, name: catalog.name },
    properties: printProperties(properties),
  };
}

/** Makes the Subscription of a dependency that nobody has asked for by name. */
function subscriptionStep(
  { name: startingCSV, package: packageName, channel, catalog }: ResolvedOperator<RegistryBundle>,
  namespace: string,
): Step {
  const name = [packageName, channel, catalog.name, catalog.namespace].join('-');
  const subscription = {
    metadata: { name, namespace },
    spec: {
      source: catalog.name,
      sourceNamespace: catalog.namespace,
      name: packageName,
      channel,
      startingCSV,
      installPlanApproval: 'Automatic',
    },
  };
  const { group, version, kind } = resource<Subscription>(
    'operators.coreos.com/v1alpha1',
    'Subscription',
    'subscriptions',
  );
  return {
    resolving: startingCSV,
    resource: {
      sourceName: catalog.name,
      sourceNamespace: catalog.namespace,
      group,
      version,
      kind,
      name,
      manifest: `${goJson('Subscription', subscription)}\n`,
    },
    status: 'Unknown',
  };
}
