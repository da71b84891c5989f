import {
  labels,
  type ModuleConfig,
  type ModuleInfo,
  ModuleInfo as ModuleInfoKind,
  moduleInfoReasons,
  moduleTypePlugin,
} from '@violet/api';
import { Failure, type FailureCause, invalidFailure, parseVersion } from '@violet/machinery';
import { canonicalNameOf, isDeclarative, isRequest } from './request.ts';

/** What a ModuleInfo shows by itself: its labels and the form of its version. Source: the manual, "Create a ModuleInfo". */
export function refuseMalformed(info: ModuleInfo): Failure | undefined {
  const causes = [...labelCauses(info), ...versionCauses(info)];
  return causes.length === 0 ? undefined : invalidFailure(ModuleInfoKind, info.metadata.name ?? '', causes);
}

/** The labels that a name was made from, changed behind the webhook's back. */
export function refuseOtherName(info: ModuleInfo): Failure | undefined {
  const name = info.metadata.name ?? '';
  if (canonicalNameOf(info) === name) return undefined;
  const message = `${labels.clusterName} and ${labels.moduleName} do not belong to the name ${name}: put them back`;
  return invalidFailure(ModuleInfoKind, name, [{ field: 'metadata.labels', reason: 'FieldValueInvalid', message }]);
}

/** What may not change once the object stands for a plugin on a cluster. */
export function refuseRelabelled(info: ModuleInfo, old: ModuleInfo): Failure | undefined {
  if (isRequest(old) || canonicalNameOf(info) === canonicalNameOf(old)) return undefined;
  return invalidFailure(ModuleInfoKind, info.metadata.name ?? '', [
    {
      field: 'metadata.labels',
      reason: 'FieldValueInvalid',
      message: `Invalid value: "${canonicalNameOf(info) ?? ''}": ${labels.clusterName} and ${labels.moduleName} are part of the name and cannot change`,
    },
  ]);
}

/** A plain create of what exists already answers as any other create does. `existing` is the canonical object. */
export function refuseSecondCreate(info: ModuleInfo, existing: ModuleInfo | undefined): Failure | undefined {
  if (existing === undefined || isDeclarative(info)) return undefined;
  const plugin = info.metadata.labels?.[labels.moduleName];
  const cluster = info.metadata.labels?.[labels.clusterName];
  const name = existing.metadata.name ?? '';
  const being = existing.metadata.deletionTimestamp === undefined ? 'already installed' : 'still being removed';
  return new Failure('AlreadyExists', `plugin ${plugin} is ${being} on cluster ${cluster} as ${name}`, {
    details: { group: ModuleInfoKind.group, kind: ModuleInfoKind.plural, name },
    hint: 'Use kubectl apply to upgrade or update it.',
  });
}

/** A plugin that its maker calls `deleteable: false` stays once it has run. */
export function refuseRemoval(info: ModuleInfo, config: ModuleConfig | undefined): Failure | undefined {
  if (config === undefined || config.spec.deleteable) return undefined;
  const plugin = info.metadata.labels?.[labels.moduleName];
  const why = config.spec.deleteBlockDescriptionEn ?? '';
  return new Failure('Forbidden', `plugin ${plugin} cannot be uninstalled${why === '' ? '' : `: ${why}`}`, {
    reason: moduleInfoReasons.removalBlocked,
    details: { group: ModuleInfoKind.group, kind: ModuleInfoKind.plural, name: info.metadata.name ?? '' },
  });
}

function labelCauses(info: ModuleInfo): FailureCause[] {
  const found = info.metadata.labels ?? {};
  const causes = [labels.clusterName, labels.moduleName]
    .filter((key) => (found[key] ?? '') === '')
    .map((key) => required(`metadata.labels[${key}]`));
  const type = found[labels.moduleType];
  if (type === undefined || type === '') causes.push(required(`metadata.labels[${labels.moduleType}]`));
  else if (type !== moduleTypePlugin) {
    causes.push({
      field: `metadata.labels[${labels.moduleType}]`,
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: "${type}": supported values: "${moduleTypePlugin}"`,
    });
  }
  return causes;
}

function required(field: string): FailureCause {
  return { field, reason: 'FieldValueRequired', message: 'Required value' };
}

function versionCauses(info: ModuleInfo): FailureCause[] {
  const { version } = info.spec;
  if (parseVersion(version) !== undefined) return [];
  return [
    {
      field: 'spec.version',
      reason: 'FieldValueInvalid',
      message: `Invalid value: "${version}": must be a semantic version such as v4.0.4`,
    },
  ];
}
