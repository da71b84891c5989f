import { join } from 'node:path';
import type { PackageFile } from '@violet/archive';
import { openPushMemory, type PlanPlace, type PushOptions } from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';
import type { Platform, PlatformAccess, PlatformTarget } from '../platform/connect-platform.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { connectDestination } from './destination.ts';
import { operatorTargets } from './operator-targets.ts';
import { createPushProgress } from './push-progress.ts';
import type { PushRequest } from './push-request.ts';

/** Connects to platform and registry for the length of a task. */
export async function withPushOptions<T>(
  files: readonly PackageFile[],
  request: PushRequest,
  context: CommandContext,
  task: (options: PushOptions, place: PlanPlace) => Promise<T>,
): Promise<T> {
  const { target, flags } = request;
  const platform = target === undefined ? undefined : await connectTo(target, flags, context);
  try {
    return await withRegistry(files, { ...request, platform }, context, task);
  } finally {
    await platform?.close();
  }
}

async function connectTo(target: PlatformTarget, access: PlatformAccess, context: CommandContext): Promise<Platform> {
  const { connectPlatform } = await import('../platform/connect-platform.ts');
  return connectPlatform(target, access, context);
}

async function withRegistry<T>(
  files: readonly PackageFile[],
  { platform, flags, destination, concurrency, limitRate }: PushRequest & { platform: Platform | undefined },
  context: CommandContext,
  task: (options: PushOptions, place: PlanPlace) => Promise<T>,
): Promise<T> {
  const { skipCrs: skipObjects, skipPush, force, targetChartrepo: chartRepo } = flags;
  const operators =
    platform === undefined || skipObjects ? undefined : await operatorTargets(files, platform, flags, context);
  const registry = await connectDestination(destination, platform, flags, context);
  const { onEvent, stop } = await createPushProgress(context, files.length);
  const onNotice = (message: string) => context.terminal.note(message);
  const memory = openPushMemory(join(stateDirectory(context.env), 'push'), { onNotice });
  try {
    const options: PushOptions = {
      files,
      registry,
      cluster: platform?.global,
      operators,
      chartRepo,
      repositoryPrefix: destination.prefix,
      skipObjects,
      skipPush,
      force,
      concurrency,
      limitRate,
      memory,
      signal: context.signal,
      onEvent,
    };
    return await task(options, placeOf(platform, flags));
  } finally {
    stop();
    memory.close();
    registry.close();
  }
}

function placeOf(platform: Platform | undefined, { destRepo }: PushRequest['flags']): PlanPlace {
  return {
    ...(platform === undefined ? {} : { platform: platform.address }),
    ...(destRepo === undefined ? {} : { destRepo }),
  };
}
