/** What every chart is rendered with, by us and by Helm. */
export const setting = { name: 'my-release', namespace: 'apps', kubeVersion: 'v1.34.0' };

/** A chart's text, or why there is none. */
export interface Rendering {
  text: string;
  refused: boolean;
  milliseconds: number;
}
