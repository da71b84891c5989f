import type { Expected, FlagPlace, Place } from './places.ts';
import { powershellFunctions } from './powershell-functions.ts';

/** For Windows PowerShell 5.1 and PowerShell 7; in ASCII, which both read alike. */
export function powershellScript(places: readonly Place[]): string {
  return `# PowerShell completion for violet

# What may follow a path: its words and flags with their descriptions, what the flags expect as their values and what the
# positionals expect.
$global:__violetPlaces = @{
${places.map(placeEntry).join('\n')}
}

${powershellFunctions}`;
}

function placeEntry({ path, words, flags, positionals }: Place): string {
  const withValue = flags.filter(({ value }) => value !== undefined);
  return `  ${quoted(path)} = @{
    Words = ${table(words.map(({ word, description }) => [word, quoted(description)]))}
    HasWords = ${words.length > 0 ? '$true' : '$false'}
    Flags = ${table(flags.flatMap((flag) => flag.names.map((name): Entry => [name, quoted(flag.description)])))}
    Takes = ${table(withValue.flatMap(valueEntries))}
    Positionals = @(${positionals.map(({ expected }) => expectedEntry(expected)).join(', ')})
    IsVariadic = ${positionals.at(-1)?.isVariadic === true ? '$true' : '$false'}
  }`;
}

type Entry = [key: string, value: string];

function valueEntries({ names, value }: FlagPlace): Entry[] {
  return value === undefined ? [] : names.map((name) => [name, expectedEntry(value.expected)]);
}

/** In the order in which they are written. */
function table(entries: readonly Entry[]): string {
  if (entries.length === 0) return '@{}';
  return `[ordered]@{\n${entries.map(([key, value]) => `      ${quoted(key)} = ${value}\n`).join('')}    }`;
}

function expectedEntry(expected: Expected): string {
  return typeof expected === 'string' ? quoted(expected) : quoted(`words ${expected.join(' ')}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
