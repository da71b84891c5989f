// What charts need of Node, apart from the main door, which browsers load too.
export { nodeEnvironment } from './node/environment.ts';
export type { LookupAnswer, LookupQuestion, RenderRequest } from './node/message.ts';
export { renderDeep } from './node/render-deep.ts';
export { type RenderWorkerOptions, RenderWorkers } from './node/render-workers.ts';
export { type AskCluster, type ChartRenderer, renderHere } from './node/rounds.ts';
