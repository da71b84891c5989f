import { cleanUp } from './clean-up.ts';
import { helmViews, type Installation } from './helm.ts';
import { type Dump, dumpCluster, type Stage } from './kubectl.ts';

/** Who installs and uninstalls; each answers with why not, or undefined. */
export interface Player {
  stage: Stage;
  /** What was in the cluster before. */
  first: Dump;
  install(): Promise<string | undefined>;
  uninstall(): Promise<string | undefined>;
}

/** What came of installing a chart and uninstalling it again. */
export interface Play {
  refusal: string | undefined;
  installed: Dump;
  /** What a real Helm reads in the records, by the words of its command. */
  views: Map<string, string>;
  /** Why it was not uninstalled. */
  clinging: string | undefined;
  left: Dump;
}

/** Installs, looks, uninstalls, looks, and leaves the cluster as it was. */
export async function play({ stage, first, ...player }: Player, installation: Installation): Promise<Play> {
  const refusal = await player.install();
  const installed = await dumpCluster(stage);
  const views = await helmViews(stage, installation);
  const clinging = await player.uninstall();
  const left = await dumpCluster(stage);
  await cleanUp(stage, first);
  return { refusal, installed, views, clinging, left };
}
