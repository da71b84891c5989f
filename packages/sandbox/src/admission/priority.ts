import type { KubernetesObject } from '@violet/machinery';
import type { Catalog } from '../requests/catalog.ts';
import { refused } from '../requests/failures.ts';
import { keyOf } from '../storage/event.ts';
import type { AdmissionPlugin } from './admission.ts';
import { createdPod } from './pod-creation.ts';

interface PodSpec {
  priorityClassName?: string;
  priority?: number;
  preemptionPolicy?: string;
}

interface PriorityClass extends KubernetesObject {
  value?: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

/** A Pod has the priority of its class: the one it names, the one that is everybody's default, or 0. */
export function priorities(catalog: Catalog): AdmissionPlugin {
  return {
    mutate(request) {
      const pod = createdPod(request);
      if (pod?.spec === undefined) return;
      const spec = pod.spec as PodSpec;
      const name = spec.priorityClassName ?? '';
      const found = name === '' ? defaultClass(catalog) : classNamed(catalog, name);
      const refuse = (reason: string) => refused(request.kind, pod.metadata.name ?? '', reason);
      if (found === undefined && name !== '') throw refuse(`no PriorityClass with name ${name} was found`);
      const priority = found?.value ?? 0;
      if (spec.priority !== undefined && spec.priority !== priority) {
        throw refuse(
          `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
        );
      }
      if (found !== undefined) spec.priorityClassName = found.metadata.name ?? '';
      spec.priority = priority;
      spec.preemptionPolicy ??= found?.preemptionPolicy ?? 'PreemptLowerPriority';
    },
  };
}

function classNamed(catalog: Catalog, name: string): PriorityClass | undefined {
  return catalog.resource('scheduling.k8s.io', 'priorityclasses')?.collection.get(keyOf(undefined, name));
}

/** Of several, which a race can make, the one with the lowest value. */
function defaultClass(catalog: Catalog): PriorityClass | undefined {
  const all = catalog.resource('scheduling.k8s.io', 'priorityclasses')?.collection.objects.values() ?? [];
  const defaults = [...all].filter((each: PriorityClass) => each.globalDefault === true) as PriorityClass[];
  return defaults.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}
