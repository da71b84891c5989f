import {
  type Chart,
  checkInstallable,
  checkReleaseName,
  defaultCapabilities,
  kubeVersionOf,
  nameFromTemplate,
  printTemplate,
} from '@violet/charts';
import { type RenderRequest, renderDeep } from '@violet/charts/node';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { chartValues, type ValuesFlags } from './chart-values.ts';
import { type ChartAccess, readChart } from './read-chart.ts';
import { writeTemplates } from './write-templates.ts';

export interface TemplateFlags extends ChartAccess, ValuesFlags {
  namespace: string;
  kubeVersion: string | undefined;
  apiVersions: string[];
  skipSchemaValidation: boolean;
  includeCrds: boolean;
  noHooks: boolean;
  skipTests: boolean;
  showOnly: string[];
  isUpgrade: boolean;
  generateName: boolean;
  nameTemplate: string | undefined;
  outputDir: string | undefined;
  releaseName: boolean;
}

/** Renders and prints, or writes below --output-dir. */
export async function templateChart(
  words: readonly string[],
  flags: TemplateFlags,
  context: CommandContext,
): Promise<void> {
  const capabilities = capabilitiesOf(flags);
  const { name, source } = nameAndChart(words, flags);
  const values = await chartValues(flags, context);
  const chart = await readChart(source, flags, context);
  checkInstallable(chart);
  if (chart.metadata.deprecated === true) context.terminal.note('WARNING: This chart is deprecated');
  checkReleaseName(name);
  const rendered = await render(chart, name, { flags, values, capabilities }, context);
  if (flags.outputDir === undefined) {
    writeResult(printTemplate(rendered, flags), context);
    return;
  }
  const crds = flags.outputDir;
  const directories = { crds, templates: flags.releaseName ? `${crds}/${name}` : crds };
  for await (const path of writeTemplates(rendered, directories, flags, context.cwd)) {
    context.terminal.print(`wrote ${path}`);
  }
  // Helm ends with the manifest, of which nothing is left.
  context.stdout.write('\n');
}

function capabilitiesOf({ kubeVersion, apiVersions }: TemplateFlags): NonNullable<RenderRequest['capabilities']> {
  return {
    kubeVersion: kubeVersion === undefined ? defaultCapabilities.kubeVersion : kubeVersionOf(kubeVersion),
    apiVersions: [...defaultCapabilities.apiVersions, ...apiVersions],
  };
}

function nameAndChart(words: readonly string[], flags: TemplateFlags): { name: string; source: string } {
  const [first = '', second] = words;
  if (second === undefined) {
    const name = flags.nameTemplate === undefined ? 'release-name' : nameFromTemplate(flags.nameTemplate);
    return { name, source: first };
  }
  if (flags.generateName) throw wrongUsage('cannot set --generate-name and also specify a name');
  if (flags.nameTemplate !== undefined) throw wrongUsage('cannot set --name-template and also specify a name');
  return { name: first, source: second };
}

interface Setting {
  flags: TemplateFlags;
  values: NonNullable<RenderRequest['values']>;
  capabilities: NonNullable<RenderRequest['capabilities']>;
}

function render(chart: Chart, name: string, { flags, values, capabilities }: Setting, context: CommandContext) {
  const { namespace, isUpgrade, skipSchemaValidation } = flags;
  const request = { release: { name, namespace, isUpgrade }, values, capabilities, skipSchemaValidation };
  return renderDeep(chart, request, (line) => context.terminal.note(line));
}

/** All but tab and the two line breaks: what a chart says must not steer a terminal. A file gets it as it is. */
const controlCharacters = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

function writeResult(text: string, { stdout }: CommandContext): void {
  stdout.write(stdout.isTTY === true ? text.replace(controlCharacters, '?') : text);
}
