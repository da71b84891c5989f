import type { ModuleSpec } from '@violet/api';

/** A plugin as a test sketches it; what is absent is the simplest that works. */
export interface PluginSketch {
  name: string;
  version: string;
  spec?: Partial<ModuleSpec>;
  labels?: Record<string, string>;
  /** Files of the main chart beside its ModulePlugin; undefined takes one out. */
  files?: Record<string, string | undefined>;
}

const configMapTemplate = `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {version: {{ .Chart.Version | quote }}, mode: {{ .Values.mode | default "none" | quote }}}
`;

/** A Deployment whose image decides whether it becomes healthy. */
export const deploymentTemplate = `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: main, image: "example.com/{{ .Release.Name }}:{{ .Chart.Version }}"}]}
`;

/** The ModulePlugin of a sketch, as its chart brings it. */
export function modulePluginOf({ name, version, spec, labels = {} }: PluginSketch) {
  return {
    apiVersion: 'cluster.alauda.io/v1alpha1',
    kind: 'ModulePlugin',
    metadata: {
      name,
      labels: { 'cpaas.io/module-name': name, 'cpaas.io/module-type': 'plugin', 'cpaas.io/product': 'Demo', ...labels },
      annotations: { 'cpaas.io/display-name': `{"en": "The ${name}", "zh": "插件"}` },
    },
    spec: {
      name,
      mainChart: `ait/${name}`,
      appReleases: [{ name, chartVersions: [{ name: `ait/${name}`, releaseName: name, version }] }],
      deleteable: true,
      description: { en: name, zh: name },
      logo: '',
      ...spec,
    },
  };
}

export function chartFilesOf(sketch: PluginSketch): Record<string, string> {
  const files: Record<string, string | undefined> = {
    'module-plugin.yaml': JSON.stringify(modulePluginOf(sketch)),
    'scripts/plugin-config.yaml': 'supportedUpgradeVersions: ">= v1.0.0"\nmustUpgrade: false\n',
    'templates/main.yaml': configMapTemplate,
    ...sketch.files,
  };
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
