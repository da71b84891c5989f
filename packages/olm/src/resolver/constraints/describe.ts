import type { Reason } from '../conflict.ts';
import { describeRequirement } from '../requirement/requirement.ts';
import { describeMissing } from './asking.ts';
import type { Applied } from './encode.ts';

/** A constraint in upstream's words. */
export function describeConstraint(constraint: Applied['constraint']): Reason {
  switch (constraint.kind) {
    case 'subscription-exists': {
      const { kind, subscription } = constraint;
      return { kind, subject: subscription, text: `subscription ${subscription} exists` };
    }
    case 'csv-exists': {
      const text = `clusterserviceversion ${constraint.name} exists and is not referenced by a subscription`;
      return { kind: constraint.kind, subject: constraint.name, text };
    }
    case 'subscription-without-bundle': {
      const { kind, asking, missing } = constraint;
      return { kind, subject: asking.name, text: describeMissing(asking, missing) };
    }
    case 'bundle-deprecated': {
      const { kind, entry } = constraint;
      return { kind, subject: entry.id, text: `bundle ${entry.id} is deprecated` };
    }
    case 'bundle-unusable':
      return { kind: constraint.kind, subject: constraint.entry.id, text: constraint.text };
    case 'subscription-requires': {
      const { kind, subscription, candidates } = constraint;
      return {
        kind,
        subject: subscription,
        text: describeChoice(
          subscription,
          candidates.map(({ id }) => id),
        ),
      };
    }
    case 'bundle-requires': {
      const { kind, entry, requirement } = constraint;
      const text = `bundle ${entry.name} requires an operator ${describeRequirement(requirement)}`;
      return { kind, subject: entry.id, text };
    }
    case 'bundle-replaces': {
      const { kind, entry, installed } = constraint;
      return { kind, subject: entry.id, text: `${entry.id} conflicts with ${installed.id}` };
    }
    case 'one-provider':
    case 'one-of-package': {
      const { kind, subject, variables } = constraint;
      const ids = variables.map(({ entry }) => entry?.id ?? '').sort();
      const verb = kind === 'one-provider' ? 'provide' : 'originate from package';
      return { kind, subject, text: `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)} ${verb} ${subject}` };
    }
  }
}

function describeChoice(subscription: string, ids: readonly string[]): string {
  if (ids.length === 0) return `no operators found matching the criteria of subscription ${subscription}`;
  const last = ids.at(-1) ?? '';
  const required = ids.length === 1 ? last : `at least one of ${ids.slice(0, -1).join(', ')} or ${last}`;
  return `subscription ${subscription} requires ${required}`;
}
