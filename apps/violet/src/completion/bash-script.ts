import { bashFunctions } from './bash-functions.ts';
import type { Expected, Place } from './places.ts';

/** For bash 3.2 and later, without the package bash-completion. */
export function bashScript(places: readonly Place[]): string {
  return `# bash completion for violet

# What may follow a path: $words, $flags, and what $positionals are expected.
_violet_place() {
  words='' flags='' positionals=() last=''
  case "$1" in
${places.map(placeCase).join('\n')}
  esac
}

# What the flag of a path expects as its value; nothing where it takes none.
_violet_value() {
  case "$1" in
${valueCases(places).join('\n')}
  *) value='' ;;
  esac
}

${bashFunctions}`;
}

function placeCase({ path, words, flags, positionals }: Place): string {
  const last = positionals.at(-1);
  const lines = [
    ...(words.length === 0 ? [] : [`words=${quoted(words.map(({ word }) => word).join(' '))}`]),
    `flags=${quoted(flags.flatMap(({ names }) => names).join(' '))}`,
    ...(positionals.length === 0 ? [] : [`positionals=(${positionals.map((one) => kind(one.expected)).join(' ')})`]),
    ...(last?.isVariadic === true ? [`last=${kind(last.expected)}`] : []),
  ];
  return `  ${quoted(path)})\n${lines.map((line) => `    ${line}\n`).join('')}    ;;`;
}

/** One case for each thing that may be expected. */
function valueCases(places: readonly Place[]): string[] {
  const byKind = new Map<string, string[]>();
  for (const { path, flags } of places) {
    for (const { names, value } of flags) {
      if (value === undefined) continue;
      const list = byKind.get(kind(value.expected)) ?? [];
      byKind.set(kind(value.expected), list);
      for (const name of names) list.push(quoted(`${path} ${name}`));
    }
  }
  return [...byKind].map(([value, flags]) => `  ${flags.join(' | \\\n    ')})\n    value=${value}\n    ;;`);
}

function kind(expected: Expected): string {
  return typeof expected === 'string' ? expected : quoted(`words ${expected.join(' ')}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
