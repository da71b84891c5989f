import type { AppRelease } from '@violet/api';
import type { StepContext } from '@violet/controller';
import type { KubernetesObject } from '@violet/machinery';
import { missingImage, selectsPod } from '../health/pods.ts';
import { healthProblem } from '../health/verdict.ts';
import { readWorkload, type WorkloadRef } from './workload-ref.ts';
import type { ReleaseWorld } from './world.ts';

export interface HealthReport {
  problems: string[];
  /** The images that pods wait for in vain. */
  images: string[];
  /** Something was asked for that cannot be watched: ask again. */
  hasUnwatched: boolean;
}

/** How the objects of all installed charts are, by what the caches show. */
export async function reportHealth(
  world: ReleaseWorld,
  release: AppRelease,
  context: StepContext,
): Promise<HealthReport> {
  const report: HealthReport = { problems: [], images: [], hasUnwatched: false };
  for (const { releaseName, revision } of Object.values(release.status?.charts ?? {})) {
    if (revision === undefined) continue;
    const workloads = await workloadsAt(world, release.spec.destination.namespace, releaseName, revision);
    for (const ref of workloads) await judge(world, { releaseName, release, ref, context }, report);
  }
  return report;
}

async function workloadsAt(
  world: ReleaseWorld,
  namespace: string,
  name: string,
  revision: number,
): Promise<WorkloadRef[]> {
  const known = world.memory.recall(namespace, name, revision);
  if (known !== undefined) return known;
  const record = await world.store(namespace).get(name, revision);
  return record === undefined ? [] : world.memory.remember(record);
}

interface Question {
  release: AppRelease;
  releaseName: string;
  ref: WorkloadRef;
  context: StepContext;
}

async function judge(
  world: ReleaseWorld,
  { release, releaseName, ref, context }: Question,
  report: HealthReport,
): Promise<void> {
  const cached = world.workload(ref);
  let object = cached === 'unwatched' ? await world.watches.find(world.cluster, ref, context) : cached;
  if (object === 'unwatched') {
    report.hasUnwatched = true;
    object = await readWorkload(world.cluster, ref);
  }
  const least = world.memory.generationOf(release.spec.destination.namespace, releaseName, ref);
  if (isBehind(object, least)) {
    report.problems.push(`${ref.kind} ${ref.name}: its last change is not taken up yet`);
    return;
  }
  const problem = healthProblem(ref, object);
  if (problem === undefined) return;
  report.problems.push(problem.message);
  if (object !== undefined) report.images.push(...missingImages(world, object));
}

function isBehind(object: KubernetesObject | undefined, leastGeneration: number): boolean {
  return object !== undefined && (object.metadata.generation ?? 0) < leastGeneration;
}

function missingImages(world: ReleaseWorld, workload: KubernetesObject): string[] {
  const images = world
    .pendingPods(workload.metadata.namespace ?? '')
    .filter((pod) => selectsPod(workload, pod))
    .flatMap((pod) => missingImage(pod) ?? [])
    .map(({ image, reason }) => `${image} (${reason})`);
  return [...new Set(images)];
}
