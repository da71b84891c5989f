import { Failure } from '@violet/machinery';
import type { ChartCrd } from '../chart/chart.ts';
import { compilePattern } from '../chart/match-path.ts';
import { goTrim } from '../text/go-trim.ts';
import type { Hook, Manifest } from './manifest.ts';
import { splitManifests } from './split.ts';

export interface PrintOptions {
  /** Without the hooks that are tests. */
  skipTests?: boolean;
  /** Without any hooks. */
  noHooks?: boolean;
  /** With the files under crds/ first. */
  includeCrds?: boolean;
  /** Only what comes from these templates: paths or patterns below the chart, in this order. */
  showOnly?: readonly string[];
}

/** The release's manifest as Helm records it: every object under the path of its template. */
export function printManifests(manifests: readonly Manifest[]): string {
  return manifests.map(({ path, content }) => under(path, content)).join('');
}

/** What `helm template` prints: the manifest, then the hooks. Throws when there is nothing of what is to be shown. */
export function printTemplate(
  rendered: { manifests: readonly Manifest[]; hooks: readonly Hook[]; crds?: readonly ChartCrd[] },
  options: PrintOptions = {},
): string {
  const crds = options.includeCrds === true ? (rendered.crds ?? []).map(printCrd).join('') : '';
  const hooks = options.noHooks === true ? [] : rendered.hooks;
  const shown = options.skipTests === true ? hooks.filter(({ events }) => !events.includes('test')) : hooks;
  const printedHooks = shown.map(({ path, manifest }) => under(path, manifest)).join('');
  const printed = `${goTrim(crds + printManifests(rendered.manifests))}\n${printedHooks}`;
  return (options.showOnly ?? []).length === 0 ? printed : onlyOf(printed, options.showOnly ?? []);
}

function printCrd({ path, data }: ChartCrd): string {
  return under(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(data));
}

function under(path: string, content: string): string {
  return `---\n# Source: ${path}\n${content}\n`;
}

function onlyOf(printed: string, wanted: readonly string[]): string {
  const documents = splitManifests(printed).map((text) => ({ text, path: /# Source: [^/]+\/(.+)/.exec(text)?.[1] }));
  const chosen = wanted.flatMap((template) => {
    const pattern = compilePattern(template);
    const found = documents.filter(({ path }) => path !== undefined && pattern?.test(path));
    if (found.length === 0) throw new Failure('Invalid', `could not find template ${template} in chart`);
    return found;
  });
  return chosen.map(({ text }) => `---\n${text}\n`).join('');
}
