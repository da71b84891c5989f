import type { Failure } from '@violet/machinery';
import type { PackageReport } from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A package that was pushed, or one that could not even be opened. */
export type PushResult = PackageReport | { path: string; outcome: 'failed'; failure?: Failure };

export function printText(results: readonly PushResult[], { terminal }: CommandContext): void {
  for (const { path, failure } of results) {
    if (failure === undefined) continue;
    const isNamed = failure.message.includes(path);
    terminal.note(`Error: ${isNamed ? '' : `${path}: `}${failure.message}`);
    if (failure.hint !== undefined) terminal.note(`Hint: ${failure.hint}`);
  }
  for (const result of results) {
    if (!('name' in result)) continue;
    // Of one that failed: what some clusters have taken all the same.
    const isSilent = result.objects.length === 0 && result.outcome !== 'failed';
    for (const line of isSilent ? [sentence(result)] : result.objects) terminal.print(line);
  }
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  if (results.length > 1 && failed > 0) terminal.note(`${failed} of ${results.length} packages failed`);
}

export function printJson(results: readonly PushResult[], { terminal }: CommandContext): void {
  const packages = results.map(({ failure, ...result }) => ({
    ...result,
    ...(failure === undefined ? {} : { error: errorOf(failure, terminal) }),
  }));
  terminal.print(JSON.stringify({ packages }, null, 2));
}

function errorOf({ code, message, hint }: Failure, terminal: Terminal): Record<string, string> {
  return { code, message: terminal.masked(message), ...(hint === undefined ? {} : { hint: terminal.masked(hint) }) };
}

function sentence({ name, version, type, outcome, images }: PackageReport): string {
  const what = `${type} ${name} ${version}`;
  if (outcome === 'unchanged') return `${what}: already exist, skip it`;
  return `${what}: pushed (${images.pushed} of ${images.total} images sent)`;
}
