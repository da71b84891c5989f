import type { Conflict, Reason } from '../conflict.ts';
import { describeConstraint } from '../constraints/describe.ts';
import type { Applied } from '../constraints/encode.ts';
import { explainMissing } from './missing.ts';
import type { Sentences, Surroundings } from './sentences.ts';

type Constraint = Applied['constraint'];
type Of<Kind extends Constraint['kind']> = Constraint & { readonly kind: Kind };

/** Tells a conflict in two sentences. */
export function explainConflict(conflict: readonly Applied[], surroundings: Surroundings): Conflict {
  const constraints = conflict.map(({ constraint }) => constraint);
  const subscriptions = ofKind(constraints, 'subscription-exists').map(({ subscription }) => subscription);
  const reasons = constraints.map(describeConstraint).sort(byText);
  return { reasons, subscriptions, ...tell(constraints, subscriptions, reasons, surroundings) };
}

function tell(
  constraints: readonly Constraint[],
  subscriptions: readonly string[],
  reasons: readonly Reason[],
  surroundings: Surroundings,
): Sentences {
  const [missing] = ofKind(constraints, 'subscription-without-bundle');
  if (missing !== undefined) return explainMissing(missing, surroundings);
  const [free] = ofKind(constraints, 'csv-exists');
  if (free !== undefined) return explainFreeCsv(free.name, constraints, subscriptions);
  const [unmet] = ofKind(constraints, 'bundle-requires').filter(({ candidates }) => candidates.length === 0);
  if (unmet !== undefined) return explainUnmet(unmet, subscriptions, surroundings);
  if (subscriptions.length > 1) return explainRivals(constraints, subscriptions);
  const [deprecated] = ofKind(constraints, 'bundle-deprecated');
  if (deprecated !== undefined) return explainDeprecated(deprecated, subscriptions);
  const clashing = clashingRequirements(constraints);
  if (clashing.length > 0) return explainClash(clashing, constraints, subscriptions);
  return {
    message: `Subscription ${subscriptions.join(', ')} cannot be met: ${reasons.map(({ text }) => text).join(', ')}.`,
    hint: 'Choose another channel or version, or delete what is in the way.',
  };
}

function explainFreeCsv(name: string, constraints: readonly Constraint[], subscriptions: readonly string[]): Sentences {
  const shared = sharedSubject(constraints);
  const why = shared === undefined ? 'what it requires cannot be met' : `nothing else may ${shared}`;
  const whom = subscriptions.length === 0 ? '' : `, so ${subscriptionsNamed(subscriptions)} cannot be met`;
  return {
    message: `ClusterServiceVersion ${name} is installed without a Subscription, and with it ${why}${whom}.`,
    hint: `Delete ClusterServiceVersion ${name} (its CRDs and custom resources stay), then the Subscription installs its own.`,
  };
}

function explainUnmet(
  unmet: Of<'bundle-requires'>,
  subscriptions: readonly string[],
  { request: { unavailable = [] } }: Surroundings,
): Sentences {
  const { text } = describeConstraint(unmet);
  const lost = unavailable.map(({ namespace, name }) => `${namespace}/${name}`).sort();
  const wait = lost.length === 0 ? '' : ` It may be in what cannot be read now: CatalogSource ${lost.join(', ')}.`;
  return {
    message: `${capital(subscriptionsNamed(subscriptions))} cannot be met: ${text}, and no catalogue that this namespace sees has one.`,
    hint: `Make a catalogue that has it visible in this namespace, or choose a channel or version that does not require it.${wait}`,
  };
}

function explainRivals(constraints: readonly Constraint[], subscriptions: readonly string[]): Sentences {
  const shared = sharedSubject(constraints);
  const why = shared === undefined ? 'what they require does not go together' : `only one operator may ${shared}`;
  return {
    message: `${capital(subscriptionsNamed(subscriptions))} cannot be met together: ${why} in a namespace.`,
    hint: `Delete all but one of these Subscriptions, or move one to another namespace.`,
  };
}

function explainDeprecated({ entry }: Of<'bundle-deprecated'>, subscriptions: readonly string[]): Sentences {
  return {
    message: `${capital(subscriptionsNamed(subscriptions))} cannot be met: bundle ${entry.name} is deprecated and may not be installed.`,
    hint: 'Choose another channel or version.',
  };
}

/** Requirements that can only be met by operators of which there may be one. */
function clashingRequirements(constraints: readonly Constraint[]): Of<'bundle-requires'>[] {
  const excluded = constraints.flatMap((constraint) => ('variables' in constraint ? constraint.variables : []));
  const entries = new Set(excluded.map(({ entry }) => entry));
  return ofKind(constraints, 'bundle-requires').filter(({ candidates }) => candidates.some((one) => entries.has(one)));
}

function explainClash(
  clashing: readonly Of<'bundle-requires'>[],
  constraints: readonly Constraint[],
  subscriptions: readonly string[],
): Sentences {
  const texts = clashing.map((one) => describeConstraint(one).text);
  return {
    message: `${capital(subscriptionsNamed(subscriptions))} cannot be met: ${texts.join(', ')}, and only one operator may ${sharedSubject(constraints)} in a namespace.`,
    hint: 'Choose a channel or version whose requirements go together.',
  };
}

function sharedSubject(constraints: readonly Constraint[]): string | undefined {
  const [package_] = ofKind(constraints, 'one-of-package');
  if (package_ !== undefined) return `come from package ${package_.subject}`;
  const [api] = ofKind(constraints, 'one-provider');
  return api === undefined ? undefined : `provide ${api.subject}`;
}

function ofKind<Kind extends Constraint['kind']>(constraints: readonly Constraint[], kind: Kind): Of<Kind>[] {
  return constraints.filter((constraint): constraint is Of<Kind> => constraint.kind === kind);
}

function subscriptionsNamed(names: readonly string[]): string {
  if (names.length < 2) return `Subscription ${names.join('')}`;
  return `Subscriptions ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function byText(left: Reason, right: Reason): number {
  if (left.text === right.text) return 0;
  return left.text < right.text ? -1 : 1;
}
