import type { ClusterSet, Controller } from '@violet/controller';
import { type Clock, systemClock } from '@violet/kube';
import { catalogSourceController } from './catalog-source/controller.ts';
import type { CatalogFleet } from './catalogs/catalogs.ts';
import { startCatalogFleet } from './catalogs/fleet.ts';
import { imageOpener } from './images/open-image.ts';
import { installPlanController } from './install-plan/controller.ts';
import { operatorControllers } from './operator-controllers.ts';
import { resolutionController } from './resolution/controller.ts';
import type { OlmSettings } from './settings.ts';
import { surroundingsOf } from './surroundings.ts';
import { createBundleUnpacker } from './unpack/bundle-unpacker.ts';

export interface OlmEngineOptions {
  clusters: ClusterSet;
  settings: OlmSettings;
  clock?: Clock;
}

/** The engine's parts, for whoever runs controllers over these clusters. */
export interface OlmEngine {
  controllers: Controller[];
  catalogs: CatalogFleet;
  /** Lets go of the catalogues; the controllers are stopped by whoever started them. */
  stop(): void;
}

/** Follows the catalogues of the clusters at once; nothing is written before the controllers run. */
export function createOlmEngine({ clusters, settings, clock = systemClock }: OlmEngineOptions): OlmEngine {
  const surroundings = surroundingsOf(settings);
  const catalogs = startCatalogFleet({ clusters, clock, surroundings });
  const unpacker = createBundleUnpacker({ openImage: imageOpener(surroundings), clock });
  return {
    controllers: [
      catalogSourceController({ catalogs }),
      resolutionController({ settings, catalogs, unpacker }),
      installPlanController(settings),
      ...operatorControllers(settings),
    ],
    catalogs,
    stop: () => catalogs.stop(),
  };
}
