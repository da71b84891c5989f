import { goQuote } from '@violet/gotemplate';
import { isJsonObject, type YamlValue } from '@violet/machinery';
import type { ChartMetadata } from '../chart/chart.ts';
import { basePath } from '../chart/clean-path.ts';
import { decode } from '../chart/decode.ts';
import { metadataShape } from '../chart/metadata.ts';
import { isSemanticVersion, satisfies } from '../version/constraint.ts';
import { readYaml } from '../yaml/read.ts';
import { fileText, type LintSource } from './lint-source.ts';
import type { Finding, Report } from './message.ts';
import { isEmail, isRequestUrl, isUrl } from './web-address.ts';

const file = 'Chart.yaml';

type Metadata = Partial<ChartMetadata>;

/** In Helm's order. */
const rules: readonly ((metadata: Metadata, raw: YamlValue) => Finding)[] = [
  nameFinding,
  apiVersionFinding,
  (_, raw) => typeFinding(raw, 'version'),
  versionFinding,
  (_, raw) => typeFinding(raw, 'appVersion'),
  maintainersFinding,
  sourcesFinding,
];

export function lintChartFile(source: LintSource, report: Report): void {
  const text = fileText(source, file);
  const about = (message: string) => `unable to parse YAML\n\t${message}`;
  if (text === undefined) {
    const isDirectory = source.files.some(({ name }) => name.startsWith(`${file}/`));
    if (isDirectory) report.add('ERROR', file, 'should be a file, not a directory');
    const reason = isDirectory ? `read ${source.directory}/${file}: is a directory` : 'no such file or directory';
    report.add('ERROR', file, about(reason));
    return;
  }
  const read = report.try(
    'ERROR',
    file,
    () => {
      const raw = readYaml(text);
      return { raw, metadata: decode(raw, metadataShape) as Metadata };
    },
    about,
  );
  if (read === undefined) return;
  for (const rule of rules) report.add('ERROR', file, rule(read.metadata, read.raw));
  report.add('INFO', file, iconFinding(read.metadata));
  report.add('ERROR', file, iconUrlFinding(read.metadata));
  report.add('ERROR', file, chartTypeFinding(read.metadata));
  report.add('ERROR', file, dependenciesFinding(read.metadata));
}

function nameFinding({ name = '' }: Metadata): Finding {
  if (name === '') return 'name is required';
  return basePath(name) === name ? undefined : `chart name ${goQuote(name)} is invalid`;
}

function apiVersionFinding({ apiVersion = '' }: Metadata): Finding {
  if (apiVersion === 'v1' || apiVersion === 'v2') return undefined;
  const wanted = 'The value must be either "v1" or "v2"';
  return apiVersion === '' ? `apiVersion is required. ${wanted}` : `apiVersion '${apiVersion}' is not valid. ${wanted}`;
}

/** What is read as text may have been written as something else. */
function typeFinding(raw: YamlValue, key: string): Finding {
  const value = isJsonObject(raw) && Object.hasOwn(raw, key) ? raw[key] : undefined;
  if (value === undefined || typeof value === 'string') return undefined;
  const types: Record<string, string> = { boolean: 'bool', bigint: 'float64', number: 'float64' };
  const type = value === null ? '<nil>' : (types[typeof value] ?? 'map[string]interface {}');
  return `${key} should be of type string but it's of type ${type}`;
}

function versionFinding({ version = '' }: Metadata): Finding {
  if (version === '') return 'version is required';
  if (!isSemanticVersion(version)) return `version '${version}' is not a valid SemVer`;
  return satisfies('>0.0.0-0', version) ? undefined : `version ${version} is less than or equal to 0.0.0-0`;
}

function maintainersFinding({ maintainers = [] }: Metadata): Finding {
  for (const maintainer of maintainers) {
    if (maintainer === null) return 'a maintainer entry is empty';
    const { name = '', email = '', url = '' } = maintainer;
    if (name === '') return 'each maintainer requires a name';
    if (email !== '' && !isEmail(email)) return `invalid email '${email}' for maintainer '${name}'`;
    if (url !== '' && !isUrl(url)) return `invalid url '${url}' for maintainer '${name}'`;
  }
  return undefined;
}

function sourcesFinding({ sources = [] }: Metadata): Finding {
  const wrong = sources.find((source) => !isRequestUrl(source));
  return wrong === undefined ? undefined : `invalid source URL '${wrong}'`;
}

function iconFinding({ icon = '' }: Metadata): Finding {
  return icon === '' ? 'icon is recommended' : undefined;
}

function iconUrlFinding({ icon = '' }: Metadata): Finding {
  return icon === '' || isRequestUrl(icon) ? undefined : `invalid icon URL '${icon}'`;
}

function chartTypeFinding({ type = '', apiVersion = '' }: Metadata): Finding {
  if (type === '' || apiVersion === 'v2') return undefined;
  return `chart type is not valid in apiVersion '${apiVersion}'. It is valid in apiVersion 'v2'`;
}

function dependenciesFinding({ dependencies = [], apiVersion = '' }: Metadata): Finding {
  if (dependencies.length === 0 || apiVersion === 'v2') return undefined;
  return `dependencies are not valid in the Chart file with apiVersion '${apiVersion}'. They are valid in apiVersion 'v2'`;
}
