import { describePackage, type PackageFile } from '@violet/archive';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { OnPushEvent } from './events.ts';
import { awaitModuleConfig, problemOf } from './objects/await-module-config.ts';
import { publishedVersion } from './objects/plugin-publication.ts';
import { publishPlugin } from './objects/publish-plugin.ts';
import { type PackagePlan, planPackage } from './plan/plan-package.ts';
import { imageName, missingImages, type TransferOptions, transfer } from './transfer/transfer.ts';

export interface PushOptions {
  files: readonly PackageFile[];
  registry: Registry;
  /** The global cluster; without it images are pushed and no object is written. */
  cluster?: Cluster | undefined;
  /** Write objects only; the images must be in the registry already. */
  skipPush?: boolean;
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

/**
 * Pushes packages: plans all of them, brings their images to the registry in one queue, then writes the objects of each
 * package whose images are all there. One package's failure does not stop the others. The same push again changes nothing.
 */
export async function pushPackages(options: PushOptions): Promise<PackageReport[]> {
  const { files, registry, onEvent = () => undefined, concurrency = 6, force = false, signal } = options;
  const failures = new Map<PackageFile, Failure>();
  const plans = await planAll(files, options, failures);
  const transferOptions: TransferOptions = { concurrency, force, onEvent, signal };
  const pushedImages = new Map<PackageFile, number>();
  if (plans.length > 0) await registry.ping();
  if (options.skipPush === true) await requireImages(plans, registry, { ...transferOptions, force: false }, failures);
  else {
    const result = await transfer(plans, registry, transferOptions);
    for (const [plan, failure] of result.failures) failures.set(plan.file, failure);
    for (const [plan, count] of result.pushedImages) pushedImages.set(plan.file, count);
  }
  const objects = new Map<PackageFile, WrittenObjects>();
  for (const plan of plans) {
    if (failures.has(plan.file) || options.cluster === undefined) continue;
    await recordFailure(plan.file, failures, async () => {
      objects.set(plan.file, await writeObjects(plan, options.cluster, options));
    });
  }
  const totals = new Map(plans.map((plan) => [plan.file, plan.images.length]));
  return files.map((file) => {
    const failure = failures.get(file);
    const { name, type, version } = describePackage(file.manifest);
    const pushed = pushedImages.get(file) ?? 0;
    const written = objects.get(file);
    const isUnchanged = pushed === 0 && written?.isChanged !== true;
    return {
      path: file.path,
      name,
      type,
      version,
      outcome: failure !== undefined ? 'failed' : isUnchanged ? 'unchanged' : 'pushed',
      images: { total: totals.get(file) ?? 0, pushed },
      objects: written?.messages ?? [],
      ...(failure === undefined ? {} : { failure }),
    };
  });
}

async function planAll(
  files: readonly PackageFile[],
  { cluster, onEvent }: PushOptions,
  failures: Map<PackageFile, Failure>,
): Promise<PackagePlan[]> {
  const plans: PackagePlan[] = [];
  for (const file of files) {
    await recordFailure(file, failures, async () => {
      if (cluster !== undefined) requirePlugin(file);
      const plan = await planPackage(file);
      plans.push(plan);
      onEvent?.({ type: 'planned', package: file.path, images: plan.images.length, bytes: plan.bytes });
    });
  }
  return plans;
}

function requirePlugin({ path, manifest }: PackageFile): void {
  if (manifest.spec.type === 'plugin') return;
  throw new Failure('Invalid', `${path}: packages of type ${manifest.spec.type} cannot be published by this version`, {
    hint: 'Its images alone can be pushed: --skip-crs.',
  });
}

async function requireImages(
  plans: readonly PackagePlan[],
  registry: Registry,
  options: TransferOptions,
  failures: Map<PackageFile, Failure>,
): Promise<void> {
  for (const [plan, [image]] of await missingImages(plans, registry, options)) {
    if (image === undefined) continue;
    const failure = new Failure('NotFound', `${plan.file.path}: ${imageName(registry, image)} is not in the registry`, {
      hint: 'Push without --skip-push.',
    });
    failures.set(plan.file, failure);
  }
}

interface WrittenObjects {
  isChanged: boolean;
  messages: string[];
}

async function writeObjects(
  plan: PackagePlan,
  cluster: Cluster | undefined,
  options: PushOptions,
): Promise<WrittenObjects> {
  const plugin = plan.file.manifest.spec.modulePlugin;
  if (plugin === undefined || cluster === undefined) return { isChanged: false, messages: [] };
  const { onEvent = () => undefined, clock = systemClock, random = Math.random } = options;
  const { timeoutMs = 60_000, force = false, signal } = options;
  const { repository, digest } = plan.artifact;
  const publication = { plugin, published: publishedVersion(plugin.spec, repository, digest) };
  const { version } = publication.published;
  const name = plugin.metadata.name ?? '';
  const tell = (type: 'waiting' | 'object', message: string) => onEvent({ type, package: plan.file.path, message });
  const problemBefore = await problemOf(cluster, publication);
  const isChanged = (await publishPlugin(cluster, publication, { force, signal })) === 'updated';
  tell('waiting', `waiting for moduleconfig ${name}-${version} to be ready for deploy`);
  const staleMessage = isChanged ? problemBefore : undefined;
  await awaitModuleConfig(cluster, publication, { timeoutMs, clock, random, staleMessage, signal });
  const message = isChanged
    ? `moduleplugin ${name} has been updated successfully`
    : `moduleplugin ${name} ${version} already exist, skip it`;
  tell('object', message);
  return { isChanged, messages: [message] };
}

async function recordFailure(
  file: PackageFile,
  failures: Map<PackageFile, Failure>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failures.set(file, error);
  }
}
