import type { RequestContext, Target } from '@violet/apiserver';
import type { KubernetesObject } from '@violet/machinery';
import type { Kind } from '../requests/kind.ts';

/** One write on its way into the store. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  kind: Kind;
  target: Target;
  /** As it would be stored; absent for DELETE. Mutating plugins change it in place or replace it. */
  object?: KubernetesObject;
  /** Absent for CREATE. */
  oldObject?: KubernetesObject;
  /** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as the client gave them. */
  options: object;
  dryRun: boolean;
  context: RequestContext;
  /** What the client should know, though it is no error. */
  warnings: string[];
}

/** One admission plugin; any part may refuse by throwing. */
export interface AdmissionPlugin {
  mutate?(request: AdmissionRequest): Promise<void> | void;
  /** Fills in what only the server can give, once the object is prepared for storage. */
  complete?(request: AdmissionRequest): void;
  validate?(request: AdmissionRequest): Promise<void> | void;
}

/** All plugins in their order: first all that mutate, then, after validation by schema, all that validate. */
export class Admission {
  private readonly plugins: readonly AdmissionPlugin[];

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.plugins = plugins;
  }

  async mutate(request: AdmissionRequest): Promise<void> {
    for (const plugin of this.plugins) await plugin.mutate?.(request);
  }

  complete(request: AdmissionRequest): void {
    for (const plugin of this.plugins) plugin.complete?.(request);
  }

  async validate(request: AdmissionRequest): Promise<void> {
    for (const plugin of this.plugins) await plugin.validate?.(request);
  }
}
