/** Runs reconcilers over a set of clusters. */
export type { CacheIndex } from './caches/cache-index.ts';
export {
  type CertificateOptions,
  createAuthority,
  type Identity,
  issueClientCertificate,
  issueServerCertificate,
} from './certificates.ts';
export { type ClusterSet, type ClusterSetChange, createClusterSet } from './cluster-set.ts';
export { completeConditions, findCondition, setCondition, type Verdict } from './conditions.ts';
export { followConnections } from './connections.ts';
export {
  type Controller,
  type ControllerDefinition,
  defineController,
  type Step,
  type StepContext,
  type Watch,
  watch,
} from './define.ts';
export { ensureDefinitions } from './definitions/ensure.ts';
export { createEventRecorder, type EventRecorder, type Occurrence } from './event-recorder.ts';
export { type Key, keyOf, printKey } from './key.ts';
export { type Log, silentLog } from './log.ts';
export { WorkQueue } from './loop/queue.ts';
export { Metrics } from './metrics.ts';
export { again, done, type Outcome } from './outcome.ts';
export type { Reader } from './reader.ts';
export { type RunningControllers, type StartOptions, startControllers } from './start.ts';
export type { Admission, AdmissionHandler, AdmissionRequest } from './webhooks/admission.ts';
export {
  ensureWebhookConfiguration,
  type Webhook,
  type WebhookConfiguration,
  type WebhookRule,
} from './webhooks/configuration.ts';
export { startWebhookServer, type WebhookServer, type WebhookServerOptions } from './webhooks/server.ts';
