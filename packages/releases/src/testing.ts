/** For tests: a cluster, a registry and the controller of AppReleases between them. */
export { aCluster, aStage, type ClusterStage, conditionOf, isSettled, type Stage } from './testing/a-stage.ts';
