import {
  type CatalogSource,
  type CatalogSourceReason,
  catalogSourceReasons,
  type RegistryServiceStatus,
} from '@violet/api';
import { jsonEqual, type Stored } from '@violet/machinery';
import type { Catalog } from '../catalogs/catalogs.ts';
import { REGISTRY_PORT, registryServiceName } from '../catalogs/registry-address.ts';

export interface Problem {
  reason: CatalogSourceReason;
  message: string;
}

/** Kubernetes' times have no fractions. */
export function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** A problem that was said before in this run stays: it is the one to be solved first. */
export function setProblem(source: Stored<CatalogSource>, { reason, message }: Problem): void {
  if (source.status?.reason !== undefined) return;
  source.status = { ...source.status, reason, message };
}

/** Each run says anew what is wrong. */
export function clearProblem(source: Stored<CatalogSource>): void {
  if (source.status === undefined) return;
  const { reason, message, conditions, ...others } = source.status;
  // Of a specification that was invalid nothing is left but the conditions, as in OLM.
  const kept = reason === catalogSourceReasons.specInvalid ? {} : others;
  source.status = { ...kept, ...(conditions === undefined ? {} : { conditions }) };
}

export function serviceStatus(source: Stored<CatalogSource>, now: Date): RegistryServiceStatus {
  return { ...serviceOf(source), createdAt: wholeSeconds(now) };
}

/** Whether `status.registryService` names the Service that this catalogue has. */
export function isServiceOf(source: Stored<CatalogSource>): boolean {
  const { createdAt, ...service } = source.status?.registryService ?? {};
  return jsonEqual(service, serviceOf(source));
}

function serviceOf(source: Stored<CatalogSource>) {
  return {
    protocol: 'grpc',
    serviceName: registryServiceName(source),
    serviceNamespace: source.metadata.namespace ?? '',
    port: String(REGISTRY_PORT),
  };
}

/** The connection as it is now, and what is wrong with the content. */
export function reportHealth(source: Stored<CatalogSource>, { health }: Catalog, now: Date): void {
  const connectionState = {
    address: health.address,
    lastObservedState: health.state,
    lastConnect: lastConnect(source, wholeSeconds(health.since), wholeSeconds(now)),
  };
  source.status = { ...source.status, connectionState };
  if (health.problem !== undefined)
    setProblem(source, { reason: catalogSourceReasons.registryServer, message: health.problem });
}

/**
 * A ConfigMap's new content counts as connected to anew, as where a pod serves it: clients wait for a moment that is later
 * than that of its reference.
 */
function lastConnect({ status }: Stored<CatalogSource>, since: string, now: string): string {
  const updated = status?.configMapReference?.lastUpdateTime ?? '';
  const known = status?.connectionState?.lastConnect ?? '';
  const latest = known > since ? known : since;
  return latest > updated || now <= updated ? latest : now;
}

/** Whether the moment above is still to come. */
export function awaitsConnection({ status }: Stored<CatalogSource>): boolean {
  const { configMapReference, connectionState } = status ?? {};
  return (connectionState?.lastConnect ?? '') <= (configMapReference?.lastUpdateTime ?? '');
}
