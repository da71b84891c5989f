import type { ClusterServiceVersionStatus, StrategyDeployment } from '@violet/api';
import type { Identity, StepContext } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import { putApiService } from '../../certificates/api-service.ts';
import { type Lifetime, operatorAuthority } from '../../certificates/certificate.ts';
import { type CertifiedDeployment, certifyDeployment } from '../../certificates/install.ts';
import { removeLegacyObjects } from '../../certificates/legacy.ts';
import { deploymentOf, servedBy, servicePorts } from '../../certificates/resources.ts';
import { putWebhook } from '../../webhooks/install.ts';
import { timestamp } from '../phase.ts';
import type { Csv, CsvWorld } from '../world.ts';
import { type Account, actAs } from './account.ts';
import { putDeployment, removeOrphans } from './deployments.ts';

/** Makes all that runs the operator: certificates, Deployments, APIs, webhooks. Answers what to note in the status. */
export async function installOperator(
  csv: Csv,
  account: Account | undefined,
  world: CsvWorld,
  context: StepContext,
): Promise<Partial<ClusterServiceVersionStatus>> {
  const actor = actAs(world.reader.client, account);
  const now = context.now();
  const certified = await certify(csv, world, actor, now);
  const strategies = certified.map(({ strategy }) => strategy);
  for (const strategy of strategies) {
    await asPermitted(() => putDeployment(csv, strategy, world.config, actor, world.reader));
    await serve(csv, certified, world, actor);
  }
  await removeOrphans(csv, strategies, actor, world.reader);
  return certificateDates(certified);
}

type MaybeCertified = Partial<CertifiedDeployment> & Pick<CertifiedDeployment, 'strategy'>;

/** Of all its certificates, some of which the CSV before it may have made: the newest, and the first that runs out. */
function certificateDates(certified: readonly MaybeCertified[]): Partial<ClusterServiceVersionStatus> {
  const lifetimes = certified.flatMap(({ lifetime }) => lifetime ?? []);
  if (lifetimes.length === 0) return {};
  const times = (of: keyof Lifetime) => lifetimes.map((lifetime) => lifetime[of].getTime());
  return {
    certsLastUpdated: timestamp(new Date(Math.max(...times('madeAt')))),
    certsRotateAt: timestamp(new Date(Math.min(...times('rotateAt')))),
  };
}

async function certify(csv: Csv, world: CsvWorld, actor: Cluster, now: Date): Promise<MaybeCertified[]> {
  const served = servedBy(csv.spec);
  let making: Promise<Identity> | undefined;
  const authority = () => {
    making ??= operatorAuthority(now);
    return making;
  };
  const certified: MaybeCertified[] = [];
  for (const strategy of strategiesOf(csv)) {
    const through = servedBy(csv.spec).filter((each) => deploymentOf(each) === strategy.name);
    const means = { csv, authority, now, actor, reader: world.reader };
    certified.push(
      through.length === 0 || served.length === 0
        ? { strategy }
        : await certifyDeployment(strategy, servicePorts(through), means),
    );
  }
  return certified;
}

export function strategiesOf({ spec }: Csv): StrategyDeployment[] {
  return spec.install.spec?.deployments ?? [];
}

/** Registers the APIs and webhooks that the operator serves. */
async function serve(csv: Csv, certified: readonly MaybeCertified[], world: CsvWorld, actor: Cluster): Promise<void> {
  const [group] = world.groups;
  if (group === undefined) throw new Failure('Conflict', 'error retrieving OperatorGroup info');
  for (const each of servedBy(csv.spec)) {
    const authority = certified.find(({ strategy }) => strategy.name === deploymentOf(each))?.authority ?? '';
    const caBundle = Buffer.from(authority).toString('base64');
    const means = { csv, group, actor, reader: world.reader };
    if (each.type === 'webhook') {
      await putWebhook(each.webhook, caBundle, means);
      continue;
    }
    await putApiService(each.api, csv, world.config, caBundle, means);
    await removeLegacyObjects(each.api, csv, actor);
  }
}

/** Marks what the account of the OperatorGroup was not allowed: trying again is useless until that changes. */
export class NotPermitted extends Error {
  override readonly name = 'NotPermitted';
}

async function asPermitted(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isFailure(error, 'Forbidden')) throw error;
    throw new NotPermitted(`install strategy failed: ${error.message}`, { cause: error });
  }
}
