import { knownApiVersions } from './known-api-versions.ts';

/** What a cluster can do, as templates see it under `.Capabilities`. */
export interface Capabilities {
  kubeVersion: { version: string; major: string; minor: string };
  /** `v1`, `apps/v1`, and with kinds, as a cluster offers them: `apps/v1/Deployment`. */
  apiVersions: readonly string[];
}

/** The release of Helm whose behaviour is reproduced; templates can ask for it. */
export const helmVersion = { version: 'v3.22.0', goVersion: 'go1.26.0' };

/** Of a version such as `v1.34.4` or `1.29`. */
export function kubeVersionOf(version: string): Capabilities['kubeVersion'] {
  const [major = '1', minor = '0', patch = '0'] = version.replace(/^v/, '').split('.');
  return { version: `v${major}.${minor}.${patch}`, major, minor: minor.replace(/\D.*$/, '') };
}

/** Of a current Kubernetes; for previews, where there is no cluster to ask. */
export const defaultCapabilities: Capabilities = {
  kubeVersion: kubeVersionOf('v1.34.0'),
  apiVersions: knownApiVersions,
};
