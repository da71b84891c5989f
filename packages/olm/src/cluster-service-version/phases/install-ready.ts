import { deploymentStrategy } from '@violet/api';
import type { StepContext } from '@violet/controller';
import { isFailure } from '@violet/machinery';
import { installerOf, rulesOfInstaller } from '../install/account.ts';
import { installOperator, NotPermitted } from '../install/install.ts';
import { type Move, move } from '../move.ts';
import type { Csv, CsvWorld } from '../world.ts';

/** InstallReady: makes what runs the operator. */
export async function install(csv: Csv, world: CsvWorld, context: StepContext): Promise<Move> {
  if (csv.spec.install.strategy !== deploymentStrategy) return unknownStrategy;
  const installer = installerOf(world.groups);
  if ('problem' in installer) {
    // The group says so in a condition; when that is cured, its change brings us here again.
    context.log.info({ csv: csv.metadata.name, problem: installer.problem }, 'nobody may install it yet');
    return {};
  }
  try {
    const status = await installOperator(csv, installer.account, world, context);
    const message = 'waiting for install components to report healthy';
    return move('Installing', 'installSucceeded', message, { status });
  } catch (error) {
    if (error instanceof NotPermitted) {
      world.memory.refusedWith.set(csv.metadata.uid, rulesOfInstaller(world.groups, world.reader));
      return move('Failed', 'componentFailedNoRetry', `install strategy failed: ${error.message}`);
    }
    if (!isFailure(error)) throw error;
    return move('Failed', 'componentFailed', `install strategy failed: ${error.message}`);
  }
}

export const unknownStrategy = move(
  'Failed',
  'invalidStrategy',
  'install strategy invalid: unrecognized install strategy',
);
