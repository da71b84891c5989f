import { type FunctionMap, goFunction } from '../function.ts';
import type { SprigEnvironment } from './environment.ts';

const VARIABLE = /\$(?:\{([*#$@!?0-9-])\}|\{([^}]+)\}|([*#$@!?0-9-]|[A-Za-z_][A-Za-z0-9_]*)|\{\}?)/g;

/** Go's os.ExpandEnv: `$name` and `${name}`; braces that do not close or hold nothing are taken out. */
function expand(text: string, variable: (name: string) => string): string {
  return text.replace(VARIABLE, (_, single, braced, bare) => {
    const name: string | undefined = single ?? braced ?? bare;
    return name === undefined ? '' : variable(name);
  });
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
