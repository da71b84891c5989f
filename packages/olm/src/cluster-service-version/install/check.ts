import { ApiService, Deployment, Pod } from '@violet/api';
import type { Reader, StepContext } from '@violet/controller';
import { labelSelectorOf, printLabelSelector } from '@violet/machinery';
import { authorityHash } from '../../certificates/certificate.ts';
import { withCertificate } from '../../certificates/mounts.ts';
import { secretNameOf, serviceNameOf } from '../../certificates/names.ts';
import { deploymentOf, ownedApis, servedBy } from '../../certificates/resources.ts';
import { webhookAuthority, webhookState } from '../../webhooks/check.ts';
import { removeUnknownWebhooks } from '../../webhooks/install.ts';
import { deploymentFor } from '../deployment/build.ts';
import { deploymentProblem } from '../deployment/check.ts';
import { apiServiceName, isApiServiceAvailable } from '../requirements/apis.ts';
import { servesKind } from '../requirements/discovery.ts';
import type { Csv, CsvWorld } from '../world.ts';
import { deploymentsOf } from './deployments.ts';
import { hasUnavailablePods, isDisrupted } from './disruption.ts';
import { strategiesOf } from './install.ts';
import type { ApiState, InstallCheck } from './judge.ts';

/** How the installation is; undefined where what it should be cannot be told, because a certificate is missing. */
export async function checkInstall(csv: Csv, world: CsvWorld, context: StepContext): Promise<InstallCheck | undefined> {
  const wanted = await wantedDeployments(csv, world);
  if (wanted === undefined) return undefined;
  await removeUnknownWebhooks(csv, world.reader);
  return {
    deployments: deploymentProblem(csv, wanted, deploymentsOf(csv, world.reader)),
    apis: await apiState(csv, world.reader, context.now()),
    webhooks: await webhookState(csv, world.reader),
  };
}

/** The Deployments as they should be now, with the certificates that are there. */
async function wantedDeployments(csv: Csv, world: CsvWorld): Promise<Deployment[] | undefined> {
  const authorities = await servedAuthorities(csv, world.reader);
  if (authorities === undefined) return undefined;
  return strategiesOf(csv).map((strategy) => {
    const authority = authorities.get(strategy.name);
    const spec =
      authority === undefined
        ? strategy.spec
        : withCertificate(strategy.spec, secretNameOf(serviceNameOf(strategy.name)), authorityHash(authority));
    return deploymentFor(csv, { ...strategy, spec }, world.config);
  });
}

/** The authority (PEM) that clients of each Deployment trust; undefined where one of them has none. */
async function servedAuthorities(csv: Csv, reader: Reader): Promise<Map<string, string> | undefined> {
  const authorities = new Map<string, string>();
  for (const served of servedBy(csv.spec)) {
    const caBundle =
      served.type === 'api'
        ? reader.get(ApiService, apiServiceName(served.api))?.spec.caBundle
        : await webhookAuthority(csv, served.webhook, reader);
    const known = strategiesOf(csv).some(({ name }) => name === deploymentOf(served));
    if (caBundle === undefined || !known) return undefined;
    authorities.set(deploymentOf(served), Buffer.from(caBundle, 'base64').toString());
  }
  return authorities;
}

async function apiState(csv: Csv, reader: Reader, now: Date): Promise<ApiState> {
  for (const api of ownedApis(csv.spec.apiservicedefinitions?.owned ?? [])) {
    const service = reader.get(ApiService, apiServiceName(api));
    if (service === undefined) return { state: 'missing' };
    if (!isApiServiceAvailable(service))
      return { state: (await isBackendDisrupted(csv, reader, now)) ? 'disrupted' : 'missing' };
    if (!(await servesKind(reader.client, api))) return { state: 'missing' };
  }
  return { state: 'available' };
}

async function isBackendDisrupted(csv: Csv, reader: Reader, now: Date): Promise<boolean> {
  for (const { name } of strategiesOf(csv)) {
    const deployment = reader.get(Deployment, name, csv.metadata.namespace);
    if (deployment === undefined || !hasUnavailablePods(deployment)) continue;
    const labelSelector = printLabelSelector(labelSelectorOf(deployment.spec.selector));
    const { items } = await reader.client.resource(Pod, csv.metadata.namespace).list({ labelSelector });
    if (items.some((pod) => isDisrupted(pod, now))) return true;
  }
  return false;
}
