import {
  ClusterServiceVersion,
  type InstallPlan,
  OperatorGroup,
  Role,
  RoleBinding,
  ServiceAccount,
  Subscription,
} from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { Failure, type Stored } from '@violet/machinery';
import { groupAnnotations } from '../cluster-service-version/membership.ts';
import { labelsOfCsv } from '../operator/component-label.ts';
import { EVENT_SOURCE, recorderOf } from '../recorders.ts';
import type { OlmSettings } from '../settings.ts';
import { manifestSource } from '../unpack/unpacked-steps.ts';
import type { Attempt } from './execution/attempt.ts';
import type { ReadCsv } from './execution/owners.ts';
import { type ActingAccount, actingAccount } from './service-account.ts';

/** What a run for one plan sees and can do. */
export interface PlanWorld {
  account: ActingAccount;
  /** Changes whenever an account, a role or a binding of the namespace does. */
  rights: string;
  /** Throws where the account that the plan names is gone. */
  attempt(plan: Stored<InstallPlan>): Promise<Attempt>;
}

export function observePlan(plan: Stored<InstallPlan>, reader: Reader, settings: OlmSettings): PlanWorld {
  const namespace = plan.metadata.namespace ?? '';
  const csvs = new KnownCsvs((name) => reader.client.resource(ClusterServiceVersion, namespace).get(name));
  return {
    account: actingAccount(reader.list(OperatorGroup, namespace)),
    rights: rightsIn(reader, namespace),
    attempt: async (current) => ({
      plan: current,
      namespace,
      cluster: reader.client,
      scoped: await scopedCluster(reader.client, current),
      csvs: reader.list(ClusterServiceVersion, namespace),
      readCsv: (name) => csvs.read(name),
      csvIsMade: (csv) => csvs.know(csv),
      metadataOfCsv: (name) => ({
        labels: labelsOfCsv(name, reader.list(Subscription, namespace)),
        annotations: annotationsOfMembers(reader.list(OperatorGroup, namespace)),
      }),
      csvExists: (csv) => reader.get(ClusterServiceVersion, csv.name, csv.namespace) !== undefined,
      manifestOf: manifestSource(reader.client, namespace),
      alsoSupported: settings.alsoSupportedKinds ?? [],
      catalogNamespace: settings.catalogNamespace,
      onWarning: () => {},
      warn: (reason, message, fieldPath) => {
        if (reason === 'AppliedWithWarnings') settings.metrics?.count('installplan_warnings_total', warningsHelp);
        recorderOf(reader.client).record(current, {
          type: 'Warning',
          reason,
          message,
          source: EVENT_SOURCE,
          ...(fieldPath === undefined ? {} : { fieldPath }),
        });
      },
    }),
  };
}

/** A group that is not looked at yet knows no targets. */
function annotationsOfMembers([group, ...others]: readonly Stored<OperatorGroup>[]): Record<string, string> {
  const isKnown = others.length === 0 && (group?.status?.namespaces ?? []).length > 0;
  return isKnown && group !== undefined ? groupAnnotations(group) : {};
}

/** Most steps of a plan belong to the same CSV. One that is not there yet is asked for again. */
class KnownCsvs {
  readonly #known = new Map<string, Stored<ClusterServiceVersion>>();
  readonly #ask: ReadCsv;

  constructor(ask: ReadCsv) {
    this.#ask = ask;
  }

  know(csv: Stored<ClusterServiceVersion>): void {
    this.#known.set(csv.metadata.name, csv);
  }

  async read(name: string): Promise<Stored<ClusterServiceVersion> | undefined> {
    const csv = this.#known.get(name) ?? (await this.#ask(name));
    if (csv !== undefined) this.know(csv);
    return csv;
  }
}

/**
 * The cluster as the account of the OperatorGroup sees it: by impersonation, with the groups that the account's own token
 * would bring, so that no token has to be made and kept. The engine's own rights stay out of play.
 */
async function scopedCluster(cluster: Cluster, { status }: InstallPlan): Promise<Cluster> {
  const { name = '', namespace = '' } = status?.attenuatedServiceAccountRef ?? {};
  if (name === '') return cluster;
  if ((await cluster.resource(ServiceAccount, namespace).get(name)) === undefined)
    throw new Failure('NotFound', `serviceaccounts ${JSON.stringify(name)} not found`);
  return cluster.impersonate({
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  });
}

function rightsIn(reader: Reader, namespace: string): string {
  const versions = [Role, RoleBinding, ServiceAccount].flatMap((kind) =>
    reader.list(kind, namespace).map(({ metadata }) => `${metadata.uid}/${metadata.resourceVersion}`),
  );
  return versions.sort().join(' ');
}

const warningsHelp = 'Resources that made the API server warn when a step of an InstallPlan applied them.';
