import { fromBytes } from '@violet/gotemplate';
import type { ChartFile } from '../chart/chart.ts';
import { decode, type Shape } from '../chart/decode.ts';
import { readYaml } from '../yaml/read.ts';
import { documentsOf } from './documents-of.ts';
import type { LintOptions } from './lint-options.ts';
import type { LintSource, Loaded } from './lint-source.ts';
import type { Finding, Report } from './message.ts';
import {
  deprecationFinding,
  listFinding,
  objectNameFinding,
  type RenderedObject,
  selectorFinding,
} from './object-rules.ts';
import { renderForLint } from './render-for-lint.ts';

const directory = 'templates/';

export function lintTemplates(source: LintSource, loaded: Loaded, options: LintOptions, report: Report): void {
  const isFile = source.files.some(({ name }) => name === 'templates');
  if (!report.add('WARNING', directory, isFile ? 'not a directory' : undefined)) return;
  if ('problem' in loaded) {
    report.add('ERROR', directory, loaded.problem);
    return;
  }
  const { chart } = loaded;
  const rendered = report.try('ERROR', directory, () => renderForLint(chart, options));
  if (rendered === undefined) return;
  for (const file of chart.templates) {
    const text = rendered.get(`${chart.metadata.name}/${file.name}`) ?? '';
    if (!lintTemplate(file, text, options, report)) return;
  }
}

/** Whether the next one is to be looked at: Helm ends with the first that is no YAML. */
function lintTemplate(file: ChartFile, rendered: string, options: LintOptions, report: Report): boolean {
  const { name } = file;
  const source = fromBytes(file.data);
  report.add('ERROR', name, extensionFinding(name));
  report.add('WARNING', name, crdHookFinding(source));
  report.add('ERROR', name, releaseTimeFinding(source));
  if (extensionOf(name) !== '.yaml' || rendered.trim() === '') return true;
  report.add('WARNING', name, indentFinding(rendered));
  const isRead = report.try('ERROR', name, () => lintDocuments(name, rendered, options, report), unreadable);
  return isRead !== undefined;
}

/** Each document is judged before the next is read. */
function lintDocuments(name: string, rendered: string, options: LintOptions, report: Report): true {
  for (const document of documentsOf(rendered)) {
    const object = readObject(document);
    if (object === null) continue;
    report.add('WARNING', name, objectNameFinding(object));
    report.add('WARNING', name, deprecationFinding(object, options.kubeVersion));
    report.add('ERROR', name, selectorFinding(object, rendered));
    report.add('ERROR', name, listFinding(object, document));
  }
  return true;
}

const unreadable = (message: string) => `unable to parse YAML: ${message}`;

const objectShape: Shape = {
  struct: 'K8sYamlStruct',
  type: 'rules.K8sYamlStruct',
  fields: {
    apiVersion: 'string',
    Kind: 'string',
    Metadata: {
      // Go tells the type of the inner struct and the way to its field.
      struct: 'k8sYamlMetadata.Metadata',
      type: 'rules.k8sYamlMetadata',
      fields: { Namespace: 'string', Name: 'string' },
    },
  },
};

function readObject(document: string): RenderedObject | null {
  const value = readYaml(document);
  if (value === null) return null;
  const {
    apiVersion = '',
    Kind: kind = '',
    Metadata: metadata,
  } = decode(value, objectShape) as {
    apiVersion?: string;
    Kind?: string;
    Metadata?: { Name?: string };
  };
  return { apiVersion, kind, name: metadata?.Name ?? '' };
}

function extensionOf(name: string): string {
  return /\.[^./]*$/.exec(name)?.[0] ?? '';
}

const extensions = ['.yaml', '.yml', '.tpl', '.txt'];

function extensionFinding(name: string): Finding {
  const extension = extensionOf(name);
  if (extensions.includes(extension)) return undefined;
  return `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`;
}

function crdHookFinding(text: string): Finding {
  return /"?helm\.sh\/hook"?:\s+crd-install/.test(text)
    ? 'manifest is a crd-install hook. This hook is no longer supported in v3 and all CRDs should also exist the crds/ directory at the top level of the chart'
    : undefined;
}

function releaseTimeFinding(text: string): Finding {
  return text.includes('.Release.Time')
    ? '.Release.Time has been removed in v3, please replace with the `now` function in your templates'
    : undefined;
}

function indentFinding(text: string): Finding {
  const line = text.split(/\r?\n/).find((candidate) => candidate.trim() !== '');
  if (line === undefined || !/^[ \t]/.test(line)) return undefined;
  return `document starts with an illegal indent: ${JSON.stringify(line)}, which may cause parsing problems`;
}
