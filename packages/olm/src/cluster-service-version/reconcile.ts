import { type CsvPhase, csvReasons } from '@violet/api';
import { done, type Outcome, type StepContext } from '@violet/controller';
import { checkInstallModes, settleProvidedApis } from './group-checks.ts';
import { rulesOfInstaller } from './install/account.ts';
import { joinGroup, readApis } from './membership.ts';
import { applyMove, type Move, move } from './move.ts';
import { recover } from './phases/failed.ts';
import { install } from './phases/install-ready.ts';
import { awaitInstall } from './phases/installing.ts';
import { lookAtRequirements } from './phases/pending.ts';
import { leave, stepBack } from './phases/replacing.ts';
import { keepWatch } from './phases/succeeded.ts';
import type { Csv, CsvWorld } from './world.ts';

type Part = (csv: Csv, world: CsvWorld, context: StepContext) => Move | undefined | Promise<Move | undefined>;

const begin: Part = () => move('Pending', 'requirementsUnknown', 'requirements not yet checked');

const phases: Readonly<Record<CsvPhase, Part>> = {
  '': begin,
  Pending: lookAtRequirements,
  InstallReady: install,
  Installing: awaitInstall,
  Succeeded: keepWatch,
  Failed: recover,
  Replacing: stepBack,
  Deleting: leave,
  Unknown: () => undefined,
};

/** In this order on every look; the first that has an answer ends it. */
const parts: readonly Part[] = [
  leaveRefusal,
  readApis,
  joinGroup,
  checkInstallModes,
  settleProvidedApis,
  (csv, world, context) => phases[csv.status?.phase ?? ''](csv, world, context),
];

/** One step of a CSV's life. */
export async function advance(csv: Csv, world: CsvWorld, context: StepContext): Promise<Outcome | undefined> {
  for (const part of parts) {
    const next = await part(csv, world, context);
    if (next === undefined) continue;
    applyMove(csv, next, world, context);
    return next.outcome;
  }
  return undefined;
}

/** What its account was not permitted is tried again when the account may do something else. */
function leaveRefusal(csv: Csv, { memory, groups, reader }: CsvWorld): Move | undefined {
  if (csv.status?.reason !== csvReasons.componentFailedNoRetry) return undefined;
  if (memory.refusedWith.get(csv.metadata.uid) === rulesOfInstaller(groups, reader)) return { outcome: done };
  memory.refusedWith.delete(csv.metadata.uid);
  return move('Pending', 'detectedClusterChange', 'Cluster resources changed state');
}
