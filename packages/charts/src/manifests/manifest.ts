/** One object of a rendered template, as text. */
export interface Manifest {
  /** The template's path: `chart/templates/deployment.yaml`. */
  path: string;
  content: string;
  apiVersion: string;
  kind: string;
  name: string;
  annotations: Record<string, string>;
}

export const hookEvents = [
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
] as const;

export type HookEvent = (typeof hookEvents)[number];

/** An object that is not part of the release but made at moments of its life. */
export interface Hook {
  name: string;
  kind: string;
  path: string;
  manifest: string;
  events: HookEvent[];
  weight: number;
  /** `before-hook-creation`, `hook-succeeded`, `hook-failed`. */
  deletePolicies: string[];
  outputLogPolicies: string[];
}
