import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { peer, root } from './paths.ts';
import { type Following, follow, type Ran, run } from './run.ts';

export interface Kubectl {
  /** True where a real kubectl answers, false where the stand-in does. */
  readonly real: boolean;
  /** Runs `kubectl <words>`; throws for another exit code than 0. Answers with stdout. */
  (words: string | readonly string[], options?: { input?: string; context?: string }): Promise<string>;
  /** The same, whatever the exit code. */
  try(words: string | readonly string[], options?: { input?: string; context?: string }): Promise<Ran>;
  /** `kubectl get … -w`, beside the story. */
  follow(words: readonly string[]): Following;
}

const standIn = join(root, 'e2e/harness/stand-in/main.ts');

/**
 * kubectl for the platform's kubeconfig. The real one where there is one: VIOLET_KUBECTL, the peers', or on PATH. In CI
 * (VIOLET_REQUIRE_KUBECTL) there must be; elsewhere a small stand-in drives the same API, and says so once. A kubeconfig that is not there yet
 * is given as a function. `usual` is the context where a call names none.
 */
export function kubectlFor(kubeconfig: string | (() => string), usual?: string): Kubectl {
  const program = findKubectl();
  const [command, first] = program === undefined ? [process.execPath, [standIn]] : [program, []];
  const environment = () => ({ KUBECONFIG: typeof kubeconfig === 'string' ? kubeconfig : kubeconfig() });
  const wordsIn = (context: string | undefined, words: readonly string[]) => [
    ...first,
    ...(context === undefined ? [] : ['--context', context]),
    ...words,
  ];
  const attempt: Kubectl['try'] = (words, { input, context = usual } = {}) => {
    const list = typeof words === 'string' ? words.split(' ') : words;
    return run(command, wordsIn(context, list), {
      environment: environment(),
      ...(input === undefined ? {} : { input }),
    });
  };
  const kubectl = async (words: string | readonly string[], options?: { input?: string; context?: string }) => {
    const ran = await attempt(words, options);
    if (ran.code !== 0) throw new Error(`kubectl ${words}: exit ${ran.code}\n${ran.stderr}${ran.stdout}`);
    return ran.stdout;
  };
  return Object.assign(kubectl, {
    real: program !== undefined,
    try: attempt,
    follow: (words: readonly string[]) => follow(command, wordsIn(usual, words), environment()),
  });
}

let told = false;

function findKubectl(): string | undefined {
  const candidates = [process.env['VIOLET_KUBECTL'], peer('kubectl'), ...onPath('kubectl')];
  const found = candidates.find((file) => file !== undefined && isExecutable(file));
  if (found !== undefined) return found;
  if (process.env['VIOLET_REQUIRE_KUBECTL'] !== undefined)
    throw new Error('no kubectl was found, and this run demands one');
  if (!told) process.stderr.write('No kubectl was found: the stories drive the API through a stand-in client.\n');
  told = true;
  return undefined;
}

function onPath(name: string): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, name));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
