import { type Answer, run, type Stage } from './kubectl.ts';

export interface Installation {
  name: string;
  namespace: string;
  directory: string;
  /** A file in YAML. */
  values?: string | undefined;
}

/** Installs with a real Helm; answers with why not, or undefined. */
export async function helmInstall(stage: Stage, installation: Installation): Promise<string | undefined> {
  const { name, namespace, directory, values } = installation;
  const words = ['install', name, directory, '--namespace', namespace, '--create-namespace', '--timeout', '2m'];
  return refusal(await run(stage, 'helm', [...words, ...(values === undefined ? [] : ['--values', values])]));
}

export async function helmUninstall(stage: Stage, { name, namespace }: Installation): Promise<string | undefined> {
  return refusal(await run(stage, 'helm', ['uninstall', name, '--namespace', namespace, '--timeout', '2m']));
}

function refusal({ failed, stderr }: Answer): string | undefined {
  if (!failed) return undefined;
  const text = stderr.slice(stderr.search(/^Error: /m) + 'Error: '.length);
  return text.replace(/^INSTALLATION FAILED: /, '').trimEnd();
}

const views: readonly (readonly string[])[] = [
  ['manifest'],
  ['hooks'],
  ['notes'],
  ['values'],
  ['values', '--all'],
  ['metadata', '--output', 'json'],
];

/** What a real Helm reads in the records of a release, without times. */
export async function helmViews(stage: Stage, { name, namespace }: Installation): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const view of views) {
    const { stdout, stderr } = await run(stage, 'helm', ['get', ...view, name, '--namespace', namespace]);
    texts.set(view.join(' '), `${stdout}${stderr}`.replace(/"deployedAt":"[^"]*"/, ''));
  }
  return texts;
}
