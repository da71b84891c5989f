import { AppRelease } from './kinds/app-release.ts';
import { Artifact } from './kinds/artifact.ts';
import { ArtifactVersion } from './kinds/artifact-version.ts';
import { Chart } from './kinds/chart.ts';
import { ChartRepo } from './kinds/chart-repo.ts';
import { Cluster } from './kinds/cluster.ts';
import { ImageWhiteList } from './kinds/image-white-list.ts';
import { Library } from './kinds/library.ts';
import { ModuleConfig } from './kinds/module-config.ts';
import { ModuleInfo } from './kinds/module-info.ts';
import { ModulePlugin } from './kinds/module-plugin.ts';
import { ModulePluginView } from './kinds/module-plugin-view.ts';
import { OperatorView } from './kinds/operator-view.ts';
import { ProductBase } from './kinds/product-base.ts';
import { User, UserBinding } from './kinds/user.ts';
import type { ProductResource } from './resource.ts';

/** Every kind of the product. A new kind is added here, and reaches the clusters that its `home` says. */
export const productKinds: readonly ProductResource[] = [
  ModulePlugin,
  ModuleConfig,
  ModuleInfo,
  AppRelease,
  Cluster,
  ProductBase,
  User,
  UserBinding,
  ChartRepo,
  Chart,
  Artifact,
  ArtifactVersion,
  Library,
  ImageWhiteList,
  OperatorView,
  ModulePluginView,
];
