import { componentLabelPrefix, type Subscription } from '@violet/api';
import type { KubernetesObject, Stored } from '@violet/machinery';

/** The longest name part of a label. */
const LONGEST = 63;

/** The label on all components of an operator; what a cut leaves at the end must be a letter or digit. */
export function componentLabel(operator: string): string {
  const name = operator.length > LONGEST ? operator.slice(0, LONGEST).replace(/[._-]+$/, '') : operator;
  return componentLabelPrefix + name;
}

export function operatorName(packageName: string, namespace: string): string {
  return `${packageName}.${namespace}`;
}

/** The component labels that an object carries. */
export function componentLabelsOf(labels: Record<string, string> | undefined): string[] {
  return Object.keys(labels ?? {}).filter((label) => label.startsWith(componentLabelPrefix));
}

/** The component labels of those that a CSV is installed for. */
export function labelsOfCsv(csv: string, subscriptions: readonly Stored<Subscription>[]): Record<string, string> {
  return labelsOfPlan(subscriptions.filter(({ status }) => status?.currentCSV === csv || status?.installedCSV === csv));
}

/** The component labels of a plan that these Subscriptions follow. */
export function labelsOfPlan(subscriptions: readonly Stored<Subscription>[]): Record<string, string> {
  const named = subscriptions.filter(({ spec }) => spec.name !== '');
  const labels = named.map(({ spec, metadata }) => componentLabel(operatorName(spec.name, metadata.namespace ?? '')));
  return Object.fromEntries(labels.map((label) => [label, '']));
}

/** What belongs to an object is a component of the same operators: made as such, it need not be labelled afterwards. */
export function componentLabelsFrom({ metadata }: KubernetesObject): Record<string, string> {
  return Object.fromEntries(componentLabelsOf(metadata.labels).map((label) => [label, '']));
}

/** The operators that an object is a component of. */
export function operatorsOf(labels: Record<string, string> | undefined): string[] {
  return componentLabelsOf(labels).map((label) => label.slice(componentLabelPrefix.length));
}
