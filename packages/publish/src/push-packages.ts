import { globalCluster, publicChartRepo } from '@violet/api';
import { describePackage, type PackageFile } from '@violet/archive';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { OnPushEvent } from './events.ts';
import { requireChartRepo } from './objects/chart-publication.ts';
import type { OperatorTargets } from './objects/operator-objects.ts';
import {
  type ObjectOptions,
  requirePublishable,
  type WrittenObjects,
  writeObjects,
} from './objects/package-objects.ts';
import { chartInRegistry } from './plan/plan-chart.ts';
import { type PackagePlan, planPackage } from './plan/plan-package.ts';
import { imageName } from './transfer/each-image.ts';
import { missingImages } from './transfer/missing-images.ts';
import { transfer } from './transfer/transfer.ts';
import type { TransferOptions } from './transfer/transfer-options.ts';

export interface PushOptions {
  files: readonly PackageFile[];
  registry: Registry;
  /** The global cluster; without it images are pushed and no object is written. */
  cluster?: Cluster | undefined;
  /** Where operators go; default: the global cluster, in the catalogue that their packages wish for. */
  operators?: OperatorTargets | undefined;
  /** The Local chart repository that Helm charts go to; default `public-charts`. */
  chartRepo?: string | undefined;
  /** Push images only; `cluster`, where given, is only asked whether charts have a repository to go to. */
  skipObjects?: boolean;
  /** Write objects only; the images must be in the registry already. */
  skipPush?: boolean;
  /** Send images again, and replace versions that were published with another chart. */
  force?: boolean;
  /** Default 6. */
  concurrency?: number;
  /** How long the platform may take to make a version installable; default 60 000. */
  timeoutMs?: number;
  onEvent?: OnPushEvent;
  clock?: Clock;
  random?: () => number;
  signal?: AbortSignal | undefined;
}

export interface PackageReport {
  path: string;
  name: string;
  type: string;
  version: string;
  /** `unchanged`: all of it was there. */
  outcome: 'pushed' | 'unchanged' | 'failed';
  images: { total: number; pushed: number };
  /** What happened to the package's objects, in the product's words. */
  objects: string[];
  failure?: Failure;
}

/** One package on its way. */
interface PackageWork {
  file: PackageFile;
  plan?: PackagePlan;
  pushedImages: number;
  written?: WrittenObjects;
  failure?: Failure;
}

/**
 * Pushes packages: plans all of them, brings their images to the registry in one queue, then writes the objects of each
 * package whose images are all there. One package's failure does not stop the others. The same push again changes nothing.
 */
export async function pushPackages(options: PushOptions): Promise<PackageReport[]> {
  const works = options.files.map((file): PackageWork => ({ file, pushedImages: 0 }));
  await options.registry.ping();
  for (const work of works) await attempt(work, () => plan(work, options));
  if (options.skipPush === true) await requireImages(works, options);
  else await transferImages(works, options);
  options.signal?.throwIfAborted();
  for (const work of works) await attempt(work, () => publish(work, options));
  return works.map(reportOf);
}

async function plan(work: PackageWork, options: PushOptions): Promise<void> {
  const made = await planPackage(work.file, options.chartRepo ?? publicChartRepo);
  const objects = objectOptions(work, options);
  if (objects !== undefined) await requirePublishable(made, objects);
  else if (made.chart !== undefined && options.cluster !== undefined) {
    await requireChartRepo(options.cluster, made.chart.repo);
  }
  if (options.force !== true) await findChart(made, options.registry);
  work.plan = made;
  options.onEvent?.({ type: 'planned', package: work.file.path, images: made.images.length, bytes: made.bytes });
}

/** A version of a chart is one content for ever; what has it already is not replaced by the same under other words. */
async function findChart({ chart, artifact }: PackagePlan, registry: Registry): Promise<void> {
  const sameAs = chart && (await chartInRegistry(chart, artifact, registry));
  if (sameAs !== undefined) artifact.sameAs = sameAs;
}

async function transferImages(works: readonly PackageWork[], options: PushOptions): Promise<void> {
  const { failures, pushedImages } = await transfer(plansOf(works), options.registry, transferOptions(options));
  for (const work of works) {
    if (work.plan === undefined) continue;
    const failure = failures.get(work.plan);
    if (failure !== undefined) work.failure = failure;
    work.pushedImages = pushedImages.get(work.plan) ?? 0;
  }
}

async function requireImages(works: readonly PackageWork[], options: PushOptions): Promise<void> {
  const { registry } = options;
  const asking = { ...transferOptions(options), force: false };
  const { missing, failures } = await missingImages(plansOf(works), registry, asking);
  for (const work of works) {
    const failure = work.plan && failures.get(work.plan);
    if (failure !== undefined) work.failure = failure;
    const [image] = (work.plan && missing.get(work.plan)) ?? [];
    if (image === undefined) continue;
    work.failure = new Failure('NotFound', `${work.file.path}: ${imageName(registry, image)} is not in the registry`, {
      hint: 'Push without --skip-push.',
    });
  }
}

async function publish(work: PackageWork, options: PushOptions): Promise<void> {
  const objects = objectOptions(work, options);
  if (work.plan === undefined || work.failure !== undefined || objects === undefined) return;
  work.written = await writeObjects(work.plan, objects);
  const { messages, failure } = work.written;
  for (const message of messages) options.onEvent?.({ type: 'object', package: work.file.path, message });
  if (failure !== undefined) throw failure;
}

function plansOf(works: readonly PackageWork[]): PackagePlan[] {
  return works.flatMap((work) => work.plan ?? []);
}

function transferOptions({ concurrency = 6, force = false, onEvent, signal }: PushOptions): TransferOptions {
  return { concurrency, force, onEvent: onEvent ?? (() => undefined), signal };
}

function objectOptions({ file }: PackageWork, options: PushOptions): ObjectOptions | undefined {
  const { cluster, operators, signal, onEvent } = options;
  if (cluster === undefined || options.skipObjects === true) return undefined;
  return {
    cluster,
    operators: operators ?? { clusters: new Map([[globalCluster, cluster]]) },
    registry: options.registry.address,
    force: options.force ?? false,
    timeoutMs: options.timeoutMs ?? 60_000,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    signal,
    onWaiting: (message) => onEvent?.({ type: 'waiting', package: file.path, message }),
  };
}

/** Keeps a package's failure with the package; what is no Failure is a bug and goes on. */
async function attempt(work: PackageWork, deed: () => Promise<void>): Promise<void> {
  try {
    await deed();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    work.failure = error;
  }
}

function reportOf({ file, plan: made, pushedImages, written, failure }: PackageWork): PackageReport {
  const { name, type, version } = describePackage(file.manifest);
  const isUnchanged = pushedImages === 0 && written?.isChanged !== true;
  return {
    path: file.path,
    name,
    type,
    version,
    outcome: failure !== undefined ? 'failed' : isUnchanged ? 'unchanged' : 'pushed',
    images: { total: made?.images.length ?? 0, pushed: pushedImages },
    objects: written?.messages ?? [],
    ...(failure === undefined ? {} : { failure }),
  };
}
