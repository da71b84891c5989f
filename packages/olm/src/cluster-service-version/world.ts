import { ClusterServiceVersion, OperatorGroup, Subscription, type SubscriptionConfig } from '@violet/api';
import type { EventRecorder, Reader } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { recorderOf } from '../recorders.ts';
import type { InstallMemory } from './install/memory.ts';

export type Csv = Stored<ClusterServiceVersion>;

/** What surrounds one CSV. */
export interface CsvWorld {
  reader: Reader;
  /** The CSVs of its namespace that are no copies, in order of their names. */
  csvs: readonly Csv[];
  /** The OperatorGroups of its namespace. */
  groups: readonly Stored<OperatorGroup>[];
  /** All other OperatorGroups of the cluster. */
  otherGroups: readonly Stored<OperatorGroup>[];
  /** What the Subscription that brings it overrides. */
  config: SubscriptionConfig | undefined;
  events: EventRecorder;
  memory: InstallMemory;
}

export function observe(csv: Csv, reader: Reader, memory: InstallMemory): CsvWorld {
  const { namespace = '', name } = csv.metadata;
  const groups = reader.list(OperatorGroup);
  return {
    reader,
    csvs: originalCsvs(reader, namespace),
    groups: groups.filter(({ metadata }) => metadata.namespace === namespace),
    otherGroups: groups.filter(({ metadata }) => metadata.namespace !== namespace),
    config: subscriptionOf(name, reader.list(Subscription, namespace))?.spec.config,
    events: recorderOf(reader.client),
    memory,
  };
}

/**
 * The Subscription that has installed a CSV, or is about to: upstream asks for the first only, which is known a moment after the
 * CSV is there, so that its operators start once without what is configured.
 */
function subscriptionOf(csv: string, subscriptions: readonly Stored<Subscription>[]): Stored<Subscription> | undefined {
  return (
    subscriptions.find(({ status }) => status?.installedCSV === csv) ??
    subscriptions.find(({ status }) => status?.currentCSV === csv)
  );
}

/** The CSVs of a namespace that are no copies, in order of their names. */
export function originalCsvs(reader: Reader, namespace?: string): Csv[] {
  return reader
    .list(ClusterServiceVersion, namespace)
    .filter((csv) => !isCopied(csv))
    .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
}

/** A copy says from where it was copied, or belongs to the operator of another namespace. */
export function isCopied({ metadata, status }: ClusterServiceVersion): boolean {
  const home = metadata.annotations?.['olm.operatorNamespace'];
  return (
    status?.reason === 'Copied' ||
    metadata.labels?.['olm.copiedFrom'] !== undefined ||
    (home !== undefined && home !== metadata.namespace)
  );
}
