import type { Command } from '../command/define-command.ts';
import { type Flag, flagName } from '../command/flag.ts';
import { groupSummary } from '../command/group-summary.ts';

/** What may be typed in one place: one of some words, a path of some kind, or something that no script can know. */
export type Expected = readonly string[] | 'file' | 'directory' | 'archive' | 'anything';

export interface FlagPlace {
  /** As they are typed: `--file`, `-f`. */
  names: string[];
  description: string;
  /** Absent: it takes no value. */
  value?: { name: string; expected: Expected };
  mayRepeat: boolean;
}

/** What may follow the words that are typed so far. */
export interface Place {
  /** The words after `violet`, separated by blanks. */
  path: string;
  /** Commands and groups. */
  words: { word: string; description: string }[];
  flags: FlagPlace[];
  positionals: { name: string; expected: Expected; isVariadic: boolean }[];
}

const helpFlag: FlagPlace = { names: ['--help', '-h'], description: 'Show this help', mayRepeat: false };
const helpWord = { word: 'help', description: 'Help of a command' };

/** Every place of the command line, groups before what is in them. */
export function placesOf(commands: readonly Command[]): Place[] {
  const groups = new Set(['']);
  for (const { path } of commands) {
    const words = path.split(' ');
    for (let length = 1; length < words.length; length++) groups.add(words.slice(0, length).join(' '));
  }
  return [...[...groups].flatMap((group) => groupPlaces(group, commands)), ...commands.map(commandPlace)];
}

/** A group, and the help of it, which takes the same words. */
function groupPlaces(path: string, commands: readonly Command[]): Place[] {
  const words = wordsIn(path, commands);
  return [
    { path, words: [...words, helpWord], flags: [helpFlag], positionals: [] },
    { path: joined(path, 'help'), words, flags: [helpFlag], positionals: [] },
  ];
}

function wordsIn(path: string, commands: readonly Command[]): Place['words'] {
  const prefix = path === '' ? '' : `${path} `;
  const inside = commands.filter((command) => command.path.startsWith(prefix));
  const next = new Set(inside.map((command) => command.path.slice(prefix.length).split(' ')[0] ?? ''));
  return [...next].map((word) => {
    const full = joined(path, word);
    const command = commands.find((one) => one.path === full);
    return { word, description: command?.summary ?? groupSummary(commands, full) };
  });
}

function commandPlace({ path, flags, positionals }: Command): Place {
  return {
    path,
    words: [],
    flags: [...Object.entries(flags).map(([key, flag]) => flagPlace(key, flag)), helpFlag],
    positionals: positionals.map(({ name, completes, isVariadic }) => {
      return { name, expected: completes ?? 'anything', isVariadic: isVariadic === true };
    }),
  };
}

function flagPlace(key: string, flag: Flag): FlagPlace {
  const { description, short } = flag;
  const names = [`--${flagName(key, flag)}`, ...(short === undefined ? [] : [`-${short}`])];
  if (flag.kind === 'switch') return { names, description, mayRepeat: false };
  const value = { name: flag.value, expected: expectedOf(flag) };
  return { names, description, value, mayRepeat: flag.kind !== 'text' };
}

/** What stands for the value in the help says what it is. */
function expectedOf(flag: Exclude<Flag, { kind: 'switch' }>): Expected {
  if (flag.kind === 'text' && flag.choices !== undefined) return flag.choices;
  if (flag.kind !== 'texts' && flag.suggests !== undefined) return flag.suggests;
  return flag.value === 'file' || flag.value === 'directory' ? flag.value : 'anything';
}

function joined(path: string, word: string): string {
  return path === '' ? word : `${path} ${word}`;
}
