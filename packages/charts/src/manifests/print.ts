import type { Hook, Manifest } from './manifest.ts';
import { goTrim } from './split.ts';

/** The release's manifest as Helm records it: every object under the path of its template. */
export function printManifests(manifests: readonly Manifest[]): string {
  return manifests.map(({ path, content }) => `---\n# Source: ${path}\n${content}\n`).join('');
}

/** What `helm template` prints: the manifest, then the hooks. */
export function printTemplate(rendered: { manifests: readonly Manifest[]; hooks: readonly Hook[] }): string {
  const hooks = rendered.hooks.map(({ path, manifest }) => `---\n# Source: ${path}\n${manifest}\n`).join('');
  return `${goTrim(printManifests(rendered.manifests))}\n${hooks}`;
}
