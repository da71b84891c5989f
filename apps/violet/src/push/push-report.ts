import type { Failure } from '@violet/machinery';
import type { PackageReport } from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';
import { errorEvent } from '../events/command-event.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A package that was pushed, or one that could not even be opened, or that was held back because of others. */
export type PushResult = PackageReport | { path: string; outcome: 'failed' | 'unsent'; failure?: Failure };

/** What became of each package, and on which cluster. */
export function printReport(results: readonly PushResult[], context: CommandContext): void {
  const { terminal } = context;
  if (terminal.isJson) for (const result of results) tellFailures(result, context);
  else tellEachFailure(results, context);
  if (terminal.isJson) terminal.printDocument({ packages: results.map((result) => documentOf(result, terminal)) });
  else printText(results, terminal);
}

/** What has kept hundreds of packages is told to a person once. */
function tellEachFailure(results: readonly PushResult[], context: CommandContext): void {
  const byFailure = Map.groupBy(results, ({ failure }) => failure);
  for (const [failure, [first, ...others]] of byFailure) {
    if (failure === undefined || first === undefined) continue;
    tellFailures(first, context);
    if (others.length === 0) continue;
    context.terminal.note(
      others.length === 1 ? '1 other package failed by it' : `${others.length} other packages failed by it`,
    );
  }
}

function tellFailures(result: PushResult, { events }: CommandContext): void {
  const { path, failure } = result;
  if (failure === undefined) return;
  const ofClusters = 'clusters' in result ? result.clusters.flatMap((one) => ('failure' in one ? one : [])) : [];
  if (ofClusters.length === 0) events.tell(errorEvent(failure, { package: path }));
  for (const { cluster, failure: own } of ofClusters) events.tell(errorEvent(own, { package: path, cluster }));
}

function printText(results: readonly PushResult[], terminal: Terminal): void {
  const lines = results.flatMap((result) => {
    if (!('name' in result)) return [];
    // Of one that failed: what some clusters have taken all the same.
    const isSilent = result.objects.length === 0 && result.outcome !== 'failed';
    return isSilent ? [sentence(result)] : result.objects;
  });
  terminal.printLines(lines);
  if (results.length > 1) for (const line of summary(results)) terminal.note(line);
}

function sentence({ name, version, type, outcome, images }: PackageReport): string {
  const what = `${type} ${name} ${version}`;
  if (outcome === 'unchanged') return `${what}: already exist, skip it`;
  return `${what}: pushed (${images.pushed} of ${images.total} images sent)`;
}

/** Package by package and cluster by cluster, as a table. */
function summary(results: readonly PushResult[]): string[] {
  const rows = results.flatMap((result) => {
    if (!('name' in result)) return [[result.path, '', '', result.outcome]];
    const { path, name, version, clusters, outcome, sameAs } = result;
    const what = [name, version];
    if (sameAs !== undefined) return [[path, '', '', `same package as ${sameAs}`]];
    if (clusters.length === 0) return [[...what, '', outcome]];
    return clusters.map((one) => [...what, one.cluster, one.outcome]);
  });
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  return [
    ...table([['PACKAGE', 'VERSION', 'CLUSTER', 'RESULT'], ...rows]),
    ...(failed === 0 ? [] : [`${failed} of ${results.length} packages failed`]),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function documentOf(result: PushResult, terminal: Terminal): object {
  const { failure, ...facts } = result;
  const clusters = 'clusters' in result ? { clusters: result.clusters.map((one) => clusterOf(one, terminal)) } : {};
  return { ...facts, ...clusters, ...(failure === undefined ? {} : { error: errorOf(failure, terminal) }) };
}

function clusterOf(one: PackageReport['clusters'][number], terminal: Terminal): object {
  if (one.outcome !== 'failed') return one;
  const { failure, ...facts } = one;
  return { ...facts, error: errorOf(failure, terminal) };
}

function errorOf({ code, message, hint }: Failure, terminal: Terminal): Record<string, string> {
  return { code, message: terminal.masked(message), ...(hint === undefined ? {} : { hint: terminal.masked(hint) }) };
}
