import { isFailure } from '@violet/machinery';

/** What went wrong, and the way out where one is known, in one line. */
export function problemOf(error: unknown): string {
  if (isFailure(error) && error.hint !== undefined) return `${error.message}: ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}

/** More than these are counted, not named: it is one line of a status. */
const NAMED = 3;

/** What was left out of a catalogue whose other packages are served; undefined where nothing was. */
export function problemOfParts(
  problems: readonly { package?: string; path?: string; message: string }[],
): string | undefined {
  if (problems.length === 0) return undefined;
  const named = problems.slice(0, NAMED).map(({ package: name, path, message }) => {
    const where = name === undefined ? path : `package ${name}`;
    return where === undefined ? message : `${where}: ${message}`;
  });
  const others = problems.length - named.length;
  const more = others === 0 ? '' : `; and ${others} more`;
  return `parts of the catalogue are left out: ${named.join('; ')}${more}`;
}
