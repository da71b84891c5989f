import { describe, expect, it } from 'vitest';
import { chartFiles } from '../testing.ts';
import { deprecationOf } from './deprecated-kinds.ts';
import { lintChart } from './lint-chart.ts';
import type { LintOptions } from './lint-options.ts';
import { lintMessageText } from './message.ts';
import { isEmail, isRequestUrl, isUrl } from './web-address.ts';

async function lint(files: Record<string, string | undefined>, options: LintOptions = {}): Promise<string[]> {
  const all = [...chartFiles(files)].map(([name, data]) => ({ name, data }));
  return (await lintChart({ directory: '/charts/demo', files: all }, options)).map(lintMessageText);
}

const chartYaml = (more: string) => ({
  'Chart.yaml': `apiVersion: v2\nname: demo\nversion: 1.0.0\nicon: https://a.b/c.png\n${more}`,
});
const template = (text: string) => ({ ...chartYaml(''), 'templates/a.yaml': text });

describe('lint', () => {
  it.each<[string, Record<string, string | undefined>, string[]]>([
    ['nothing of a chart that is fine', chartYaml(''), []],
    ['a missing icon', {}, ['[INFO] Chart.yaml: icon is recommended']],
    ['missing values', { ...chartYaml(''), 'values.yaml': undefined }, ['[INFO] values.yaml: file does not exist']],
    [
      'a maintainer without a name',
      chartYaml('maintainers: [{email: a@b.c}]'),
      ['[ERROR] Chart.yaml: each maintainer requires a name'],
    ],
    [
      'an address that is none',
      chartYaml('maintainers: [{name: a, email: b}]'),
      ["[ERROR] Chart.yaml: invalid email 'b' for maintainer 'a'"],
    ],
    [
      'a source that is no address',
      chartYaml('sources: [example]'),
      ["[ERROR] Chart.yaml: invalid source URL 'example'"],
    ],
    [
      'dependencies that are not there',
      chartYaml('dependencies: [{name: a, version: "1", repository: ""}]'),
      ['[WARNING] /charts/demo: chart directory is missing these dependencies: a'],
    ],
    [
      'values that the schema does not allow',
      { ...chartYaml(''), 'values.yaml': 'a: 1', 'values.schema.json': '{"properties":{"a":{"type":"string"}}}' },
      [
        "[ERROR] values.yaml: - at '/a': got number, want string\n",
        "[ERROR] templates/: values don't meet the specifications of the schema(s) in the following chart(s):\ndemo:\n- at '/a': got number, want string\n",
      ],
    ],
    [
      'an extension',
      { ...chartYaml(''), 'templates/a.md': '' },
      ["[ERROR] templates/a.md: file extension '.md' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"],
    ],
    [
      'an object without a selector',
      template('kind: Deployment\nmetadata: {name: a}\n'),
      ['[ERROR] templates/a.yaml: a Deployment must contain matchLabels or matchExpressions, and "a" does not'],
    ],
    [
      'an indent at the top',
      template('  kind: A\n  metadata: {name: a}\n'),
      [
        '[WARNING] templates/a.yaml: document starts with an illegal indent: "  kind: A", which may cause parsing problems',
      ],
    ],
    [
      'a hook of Helm 2',
      template('kind: A\nmetadata: {name: a, annotations: {"helm.sh/hook": crd-install}}\n'),
      [
        '[WARNING] templates/a.yaml: manifest is a crd-install hook. This hook is no longer supported in v3 and all CRDs should also exist the crds/ directory at the top level of the chart',
      ],
    ],
    [
      'an object that would not be kept',
      template(
        'kind: List\nmetadata: {name: a}\nitems: [{metadata: {annotations: {"helm.sh/resource-policy": keep}}}]\n',
      ),
      ["[ERROR] templates/a.yaml: Annotation 'helm.sh/resource-policy' within List objects are ignored"],
    ],
  ])('tells of %s as Helm does', async (_what, files, expected) => {
    expect(await lint(files)).toEqual(expected);
  });

  it.each<[string | undefined, boolean]>([
    ['1.13', false],
    ['1.14', true],
    [undefined, true],
  ])('knows what Kubernetes %s gives up: %s', async (minor, isTold) => {
    const ingress = template('apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\n');
    const options =
      minor === undefined ? {} : { kubeVersion: { version: `v${minor}.0`, major: '1', minor: minor.slice(2) } };

    expect(await lint(ingress, options)).toEqual(
      isTold
        ? [
            '[WARNING] templates/a.yaml: extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; use networking.k8s.io/v1 Ingress',
          ]
        : [],
    );
  });

  it('lets required and fail pass, as values may come later', async () => {
    expect(await lint(template('kind: A\nmetadata: {name: {{ required "no" .Values.name | default "a" }}}\n'))).toEqual(
      [],
    );
  });

  it('knows kinds whose lists went elsewhere', () => {
    expect(deprecationOf('networking.k8s.io/v1beta1', 'IngressList')?.replacement).toBe(
      'networking.k8s.io/v1 IngressList',
    );
    expect(deprecationOf('discovery.k8s.io/v1beta1', 'EndpointSliceList')?.replacement).toBe(
      'discovery.k8s.io/v1 EndpointSlice',
    );
    expect(deprecationOf('v1', 'ComponentStatus')).toEqual({ since: 19, removed: undefined, replacement: '' });
    expect(deprecationOf('apps/v1', 'Deployment')).toBeUndefined();
  });

  it.each<[(text: string) => boolean, string[], string[]]>([
    [
      isEmail,
      ['a@b.c', 'first.last+tag@sub.example.com', 'ü@example.com'],
      ['', 'a', 'a@b', 'a b@c.d', '@b.c', 'a@.c'],
    ],
    [
      isUrl,
      ['https://example.com', 'example.com', 'www.example.com/path?q#f', 'http://localhost:8080/'],
      ['', 'foo', '.example.com', 'https://a b', 'ssh://example.com', 'http://a..b', 'http://a_b.c'],
    ],
    [
      isRequestUrl,
      ['https://example.com/a#b', 'file:///x', 'mailto:a', 'oci://x/y'],
      ['', 'example.com', '/path', 'http://a b/'],
    ],
  ])('tells addresses from others', (is, right, wrong) => {
    expect(right.filter((text) => !is(text))).toEqual([]);
    expect(wrong.filter(is)).toEqual([]);
  });
});
