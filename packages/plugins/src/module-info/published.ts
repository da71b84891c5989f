import { type ModuleConfig, type ModuleInfo, moduleInfoReasons } from '@violet/api';
import { findCondition } from '@violet/controller';
import type { Refusal } from './refusal.ts';
import { pluginOf } from './request.ts';

/** Does the version that is asked for run already? Then nothing about it is chosen any more. */
export function isInstalled({ spec, status }: Pick<ModuleInfo, 'spec' | 'status'>): boolean {
  return status !== undefined && status.version !== '' && status.version === spec.version;
}

/** The version that a ModuleInfo asks for. One that runs stays what it is when it is withdrawn or no longer fit. */
export function configOf(info: ModuleInfo, configs: readonly ModuleConfig[]): ModuleConfig | undefined {
  const config = configs.find(({ spec }) => spec.version === info.spec.version);
  return config !== undefined && (isOffered(config) || isInstalled(info)) ? config : undefined;
}

/** May this version be installed anew? */
export function isOffered({ metadata, status }: ModuleConfig): boolean {
  return metadata.deletionTimestamp === undefined && status?.readyForDeploy === true;
}

/** Is the plugin there, in the version that is asked for? */
export function refuseVersion(
  info: ModuleInfo,
  configs: readonly ModuleConfig[],
  isPublished: boolean,
): Refusal | undefined {
  const plugin = pluginOf(info);
  const { version } = info.spec;
  if (!isPublished && configs.length === 0) {
    const message = `no plugin ${plugin} is published: push its package with violet first`;
    return { reason: moduleInfoReasons.pluginNotFound, message, waits: false };
  }
  if (configOf(info, configs) !== undefined) return undefined;
  const config = configs.find(({ spec }) => spec.version === version);
  const { reason, why } = config === undefined ? absent(configs) : unfit(config);
  const message = `plugin ${plugin} ${reason} version ${version}${why}`;
  return {
    reason: moduleInfoReasons.versionNotFound,
    message,
    waits: config?.status === undefined && config !== undefined,
  };
}

function absent(configs: readonly ModuleConfig[]): { reason: string; why: string } {
  const known = configs.filter(isOffered).map(({ spec }) => spec.version);
  return { reason: 'is not published in', why: ` (published: ${known.join(', ') || 'none'})` };
}

function unfit({ metadata, status }: ModuleConfig): { reason: string; why: string } {
  if (metadata.deletionTimestamp !== undefined) return { reason: 'is no longer published in', why: '' };
  const problem = findCondition(status?.conditions, 'Ready')?.message ?? 'it has not been looked at yet';
  return { reason: 'cannot be installed in', why: `: ${problem}` };
}
