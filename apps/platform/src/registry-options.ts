import { isFailure, parseQuantity } from '@violet/machinery';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type RegistryRules, usualRegistryRules } from './embedded/registry-rules.ts';

/** What commander reads of the options below. */
export interface RegistryOptions {
  registryQuota?: number;
  registryRepositoryQuota?: number;
  registryKeep: RegistryRules['deletions'];
  registryCollectHours: number;
}

const hourMs = 60 * 60 * 1000;
/** A timer of Node holds no more than 24 days. */
const maxHours = 500;
const billionth = 1_000_000_000n;

/** The options of the embedded registry. */
export function addRegistryOptions(command: Command): Command {
  return command
    .option('--registry-quota <size>', 'what the registry may keep, as 200Gi (default: what its disk holds)', size)
    .option('--registry-repository-quota <size>', 'what each of its repositories may keep (default: the same)', size)
    .addOption(
      new Option('--registry-keep <what>', 'what no request may delete: tags, manifests, blobs, separated by commas')
        .argParser(kept)
        .default(usualRegistryRules.deletions, 'nothing'),
    )
    .addOption(
      new Option(
        '--registry-collect-hours <number>',
        'how often images that neither a tag nor an object of a cluster names are taken away; 0: never',
      )
        .argParser(hours)
        .default(usualRegistryRules.collectEveryMs / hourMs, '6'),
    );
}

export function registryRulesOf(options: RegistryOptions): RegistryRules {
  const { registryQuota, registryRepositoryQuota, registryKeep, registryCollectHours } = options;
  return {
    quota: {
      ...(registryQuota === undefined ? {} : { totalBytes: registryQuota }),
      ...(registryRepositoryQuota === undefined ? {} : { repositoryBytes: registryRepositoryQuota }),
    },
    deletions: registryKeep,
    collectEveryMs: registryCollectHours * hourMs,
  };
}

function size(text: string): number {
  const bytes = bytesOf(text);
  if (bytes >= 1) return bytes;
  throw new InvalidArgumentError('Write a number of bytes, with a suffix as in Kubernetes: 500Gi, 2Ti, 750G.');
}

function bytesOf(text: string): number {
  try {
    return Number(parseQuantity(text).nanos / billionth);
  } catch (error) {
    if (isFailure(error)) return Number.NaN;
    throw error;
  }
}

function kept(text: string): RegistryRules['deletions'] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !Object.hasOwn(usualRegistryRules.deletions, name));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of tags, manifests and blobs.`);
  return { tags: !names.includes('tags'), manifests: !names.includes('manifests'), blobs: !names.includes('blobs') };
}

function hours(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= maxHours) return value;
  throw new InvalidArgumentError(`Not a number of hours from 0 to ${maxHours}.`);
}
