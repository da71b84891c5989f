import { componentLabelPrefix } from '@violet/api';

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

/** The operators that an object is a component of. */
export function operatorsOf(labels: Record<string, string> | undefined): string[] {
  return componentLabelsOf(labels).map((label) => label.slice(componentLabelPrefix.length));
}
