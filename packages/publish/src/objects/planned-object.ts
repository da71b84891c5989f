/** What a push would do with one object of a cluster. */
export interface PlannedObject {
  cluster: string;
  kind: string;
  name: string;
  action: 'create' | 'update' | 'unchanged';
  /** What it says now in the place of what this push publishes. */
  replaces?: string;
  /** Requests that change the cluster: none for what the platform itself writes. */
  requests: number;
}
