import type { JsonObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { chartFiles } from '../../testing.ts';
import { lintChart } from '../lint-chart.ts';
import { lintMessageText } from '../message.ts';

const image =
  '{{ .Values.global.registry.address }}/{{ .Values.global.images.web.repository }}:{{ .Values.global.images.web.tag }}';
const plugin = {
  apiVersion: 'cluster.alauda.io/v1alpha1',
  kind: 'ModulePlugin',
  metadata: {
    name: 'web',
    annotations: {
      'cpaas.io/built-in-plugin': 'false',
      'cpaas.io/display-name': '{"en": "Web", "zh": "网"}',
      'cpaas.io/module-name': 'web',
    },
    labels: { 'cpaas.io/module-name': 'web', 'cpaas.io/module-type': 'plugin', 'cpaas.io/product': 'ACP' },
  },
  spec: {
    name: 'web',
    version: 'v1.2.0',
    mainChart: 'acp/chart-web',
    appReleases: [{ name: 'web', chartVersions: [{ name: 'acp/chart-web', releaseName: 'web', version: 'v1.2.0' }] }],
    deleteable: true,
    description: { en: 'Web', zh: '网' },
    logo: 'data:image/svg+xml;base64,AA==',
  },
};
const form = {
  supportedUpgradeVersions: '>= v1.0.0',
  mustUpgrade: false,
  config: { size: 'small', audit: { on: true } },
  valuesTemplates: { 'acp/chart-web': 'size: << .MiConfig.size | quote >>\n' },
  deployDescriptors: [
    {
      path: 'audit.on',
      'x-descriptors': [
        'urn:alm:descriptor:com.tectonic.ui:booleanSwitch',
        'urn:alm:descriptor:com.tectonic.default:true',
      ],
    },
  ],
};
const values = {
  global: { registry: { address: 'registry.example.com' }, images: { web: { repository: 'acp/web', tag: 'v1' } } },
};

interface Parts {
  plugin?: object;
  form?: object | undefined;
  values?: object;
  template?: string;
}

/** What is said of a plugin that is right but for what is given; the icon that no plugin has is left out. */
async function findings(parts: Parts = {}): Promise<string[]> {
  const kept = {
    plugin,
    form,
    values,
    template: `kind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: "${image}"}]}\n`,
    ...parts,
  };
  const files = chartFiles({
    'Chart.yaml': 'apiVersion: v2\nname: chart-web\nversion: v1.2.0\n',
    'module-plugin.yaml': JSON.stringify(kept.plugin),
    'scripts/plugin-config.yaml': kept.form === undefined ? undefined : JSON.stringify(kept.form),
    'values.yaml': JSON.stringify(kept.values),
    'templates/pod.yaml': kept.template,
  });
  const source = { directory: '/charts/web', files: [...files].map(([name, data]) => ({ name, data })) };
  const messages = await lintChart(source);
  return messages.filter(({ message }) => message !== 'icon is recommended').map(lintMessageText);
}

/** Something with a member at a path taken out (`undefined`) or put in. */
function changed(object: object, path: readonly string[], value: unknown): object {
  const copy = structuredClone(object) as JsonObject;
  let at: JsonObject = copy;
  for (const step of path.slice(0, -1)) at = at[step] as JsonObject;
  if (value === undefined) delete at[path.at(-1) ?? ''];
  else at[path.at(-1) ?? ''] = value as never;
  return copy;
}

const inPlugin = (path: string[], value?: unknown): Parts => ({ plugin: changed(plugin, path, value) });
const inForm = (path: string[], value?: unknown): Parts => ({ form: changed(form, path, value) });
const inValues = (path: string[], value?: unknown): Parts => ({ values: changed(values, path, value) });
const labels = ['metadata', 'labels'];
const annotations = ['metadata', 'annotations'];

describe('the chart of a cluster plugin', () => {
  it('is fine as the guide has it', async () => {
    expect(await findings()).toEqual([]);
  });

  it.each<[string, Parts, string]>([
    [
      'another kind',
      inPlugin(['kind'], 'Plugin'),
      'module-plugin.yaml: kind is not ModulePlugin: write `kind: ModulePlugin`',
    ],
    [
      'a missing label',
      inPlugin([...labels, 'cpaas.io/product']),
      'module-plugin.yaml: the label cpaas.io/product is missing: add it under metadata.labels',
    ],
    [
      'another type',
      inPlugin([...labels, 'cpaas.io/module-type'], 'app'),
      'module-plugin.yaml: the label cpaas.io/module-type is app: write cpaas.io/module-type: plugin',
    ],
    [
      'a missing annotation',
      inPlugin([...annotations, 'cpaas.io/built-in-plugin']),
      'module-plugin.yaml: the annotation cpaas.io/built-in-plugin is missing: add it, as text, under metadata.annotations',
    ],
    [
      'a name to show in one language',
      inPlugin([...annotations, 'cpaas.io/display-name'], 'Web'),
      'module-plugin.yaml: the annotation cpaas.io/display-name is not JSON with en and zh',
    ],
    ['a missing field', inPlugin(['spec', 'logo']), 'module-plugin.yaml: spec.logo is missing: add it'],
    [
      'a field of another type',
      inPlugin(['spec', 'deleteable'], 'yes'),
      'module-plugin.yaml: spec.deleteable is no boolean: make it one',
    ],
    [
      'two names',
      inPlugin(['spec', 'name'], 'other'),
      'module-plugin.yaml: spec.name is other, metadata.name is web: give both the same name',
    ],
    [
      'no charts',
      inPlugin(['spec', 'appReleases'], [{ name: 'web' }]),
      'module-plugin.yaml: spec.appReleases names no charts',
    ],
    [
      'a main chart that is none',
      inPlugin(['spec', 'mainChart'], 'acp/other'),
      'module-plugin.yaml: spec.mainChart acp/other is none of the charts in spec.appReleases: name one of them: acp/chart-web',
    ],
    [
      'another version',
      inPlugin(
        ['spec', 'appReleases'],
        [{ name: 'web', chartVersions: [{ name: 'acp/chart-web', releaseName: 'web', version: 'v1.1.0' }] }],
      ),
      'module-plugin.yaml: the version of acp/chart-web in spec.appReleases is v1.1.0, Chart.yaml says v1.2.0: give both the same version',
    ],
    ['no form', { form: undefined }, 'scripts/plugin-config.yaml: the file is missing: add it'],
    [
      'no range',
      inForm(['supportedUpgradeVersions']),
      'scripts/plugin-config.yaml: supportedUpgradeVersions is no text',
    ],
    [
      'a range that cannot be read',
      inForm(['supportedUpgradeVersions'], '>= one'),
      'scripts/plugin-config.yaml: supportedUpgradeVersions ">= one" cannot be read',
    ],
    [
      'a switch that is text',
      inForm(['mustUpgrade'], 'no'),
      'scripts/plugin-config.yaml: mustUpgrade is neither true nor false',
    ],
    [
      'a template for no chart',
      inForm(['valuesTemplates'], { other: '' }),
      'scripts/plugin-config.yaml: valuesTemplates has a template for other, which spec.appReleases does not name',
    ],
    [
      'a template that cannot be read',
      inForm(['valuesTemplates', 'acp/chart-web'], 'a: << if >>'),
      'scripts/plugin-config.yaml: template: valuesTemplates[acp/chart-web]:1: missing value for if',
    ],
    [
      'a template that gives no mapping',
      inForm(['valuesTemplates', 'acp/chart-web'], '- a'),
      'scripts/plugin-config.yaml: valuesTemplates[acp/chart-web] gives no mapping of values',
    ],
    [
      'a field without a path',
      inForm(['deployDescriptors'], [{ name: 'x' }]),
      'scripts/plugin-config.yaml: deployDescriptors[0] has no path or no x-descriptors',
    ],
    [
      'a field that config has not',
      inForm(['config', 'audit']),
      'scripts/plugin-config.yaml: deployDescriptors has a field audit.on that config has not',
    ],
    [
      'two defaults',
      inForm(['config', 'audit', 'on'], false),
      '[WARNING] scripts/plugin-config.yaml: deployDescriptors gives audit.on the default true, config the default false: let both say the same',
    ],
    ['no registry', inValues(['global', 'registry']), 'values.yaml: global.registry.address is missing'],
    [
      'an image with a registry',
      inValues(['global', 'images', 'web', 'repository'], 'quay.io/acp/web'),
      'values.yaml: global.images.web.repository quay.io/acp/web names a registry: leave the registry out',
    ],
    [
      'an image without a tag',
      inValues(['global', 'images', 'web', 'tag']),
      'values.yaml: global.images.web.tag is no text',
    ],
    [
      'an image that a package would not bring',
      { template: 'kind: Pod\nmetadata: {name: p}\nspec: {initContainers: [{image: "docker.io/busybox:1"}]}\n' },
      'templates/pod.yaml: the image docker.io/busybox:1 is none of global.images: add it to global.images in values.yaml and use it from there',
    ],
  ])('is told of %s, and what to do', async (_what, parts, expected) => {
    const said = (await findings(parts)).join('\n');

    expect(said).toContain(expected);
    expect(said).toMatch(/: [a-z]/);
  });

  it('is no plugin without a module-plugin.yaml', async () => {
    const files = chartFiles({
      'templates/pod.yaml': 'kind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: a}]}\n',
    });
    const messages = await lintChart({ directory: '/x', files: [...files].map(([name, data]) => ({ name, data })) });

    expect(messages.map(lintMessageText)).toEqual(['[INFO] Chart.yaml: icon is recommended']);
  });
});
