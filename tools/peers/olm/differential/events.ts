import type { KubernetesObject } from '@violet/machinery';

interface EventFields {
  source?: { component?: string };
  reportingComponent?: string;
  involvedObject?: { kind?: string; name?: string; fieldPath?: string };
  type?: string;
  reason?: string;
  message?: string;
}

/** Not those of Kubernetes' own controllers, which see the same on both clusters. */
export function isEventOfOlm(object: KubernetesObject): boolean {
  return componentOf(object as KubernetesObject & EventFields) === 'operator-lifecycle-manager';
}

/** All that an Event says: how often it was said is by chance. */
export function eventName(object: KubernetesObject): string {
  const event = object as KubernetesObject & EventFields;
  const { kind, name, fieldPath } = event.involvedObject ?? {};
  const where = fieldPath === undefined ? '' : ` (${fieldPath})`;
  return `Event/${kind} ${name}${where}: ${event.type} ${event.reason}: ${withoutRepeatedWarnings(event.message ?? '')}`;
}

const appliedWithWarnings = /^\d+( warning\(s\) generated during installation of operator "[^"]*" \([^)]*\): )(.*)$/s;

/** Whoever applies an object twice (see passing.ts) is warned twice. */
export function withoutRepeatedWarnings(message: string): string {
  const [, between = '', list = ''] = appliedWithWarnings.exec(message) ?? [];
  if (between === '') return message;
  const warnings = new Set(list.split(', '));
  return `${warnings.size}${between}${[...warnings].join(', ')}`;
}

function componentOf({ source, reportingComponent }: EventFields): string | undefined {
  return source?.component || reportingComponent;
}
