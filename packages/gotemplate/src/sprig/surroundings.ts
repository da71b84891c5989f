import { type FunctionMap, goFunction } from '../function.ts';
import type { SprigEnvironment } from './environment.ts';

/** Go's os.ExpandEnv: `$name` and `${name}`. */
function expand(text: string, variable: (name: string) => string): string {
  return text.replace(/\$(?:\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*|[0-9*#$@!?-]))/g, (_, braced, bare) =>
    variable(String(braced ?? bare)),
  );
}

function anyAddress(addresses: readonly string[]): string {
  const [first] = addresses;
  if (first === undefined) {
    throw new Error('invalid argument to Intn');
  }
  return first;
}

/** What asks the machine: environment variables and name resolution. */
export function surroundingFunctions({
  variable,
  resolveHost,
}: Pick<SprigEnvironment, 'variable' | 'resolveHost'>): FunctionMap {
  return {
    env: goFunction(['string'], ([name]) => variable(name)),
    expandenv: goFunction(['string'], ([text]) => expand(text, variable)),
    getHostByName: goFunction(['string'], ([name]) => anyAddress(resolveHost(name))),
  };
}
