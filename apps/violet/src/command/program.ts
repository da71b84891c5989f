import { Command as Commander, Option } from 'commander';
import type { Command } from './define-command.ts';
import { exitCodes } from './exit-code.ts';
import { type Flag, flagHelp, flagName } from './flag.ts';
import { groupSummary } from './group-summary.ts';
import { typingErrorWords } from './typing-error.ts';

export const productSentence = 'A simple container platform product packaging tool';

/** What was typed, taken apart. */
export interface Invocation {
  command: Command;
  flags: Record<string, unknown>;
  positionals: string[];
}

/** What the parser says by itself. */
export interface Voice {
  /** Help is no wider. */
  columns: number;
  help(text: string): void;
  /** Help that nobody asked for, in place of an error. */
  reminder(text: string): void;
  error(words: { message: string; hint?: string }): void;
}

/** The parser of all commands; calls back with the one that was typed. */
export function createProgram(
  commands: readonly Command[],
  voice: Voice,
  onInvocation: (invocation: Invocation) => void,
): Commander {
  const program = group('violet', productSentence, voice).addHelpText('after', `\n${exitCodeWords()}`);
  const groups = new Map<string, Commander>([['', program]]);
  for (const command of commands) {
    const words = command.path.split(' ');
    const parent = groupAt(groups, words.slice(0, -1), { commands, voice });
    parent.addCommand(leaf(words.at(-1) ?? '', command, voice, onInvocation));
  }
  return program;
}

function exitCodeWords(): string {
  const lines = Object.entries(exitCodes).map(([code, meaning]) => `  ${code}  ${meaning}`);
  return ['Exit codes:', ...lines, '', 'Manual pages: violet man push | man -l -'].join('\n');
}

interface Offer {
  commands: readonly Command[];
  voice: Voice;
}

function groupAt(groups: Map<string, Commander>, words: readonly string[], offer: Offer): Commander {
  const path = words.join(' ');
  const known = groups.get(path);
  if (known !== undefined) return known;
  const made = group(words.at(-1) ?? '', groupSummary(offer.commands, path), offer.voice);
  groupAt(groups, words.slice(0, -1), offer).addCommand(made);
  groups.set(path, made);
  return made;
}

function group(name: string, description: string, voice: Voice): Commander {
  return configured(new Commander(name).description(description), voice).helpCommand(
    'help [command]',
    'Help of a command',
  );
}

function leaf(name: string, command: Command, voice: Voice, onInvocation: (invocation: Invocation) => void): Commander {
  const parser = configured(new Commander(name), voice).summary(command.summary);
  parser.description(command.description ?? command.summary);
  for (const { name: positional, description, isVariadic, isOptional } of command.positionals) {
    const shown = `${positional}${isVariadic === true ? '...' : ''}`;
    parser.argument(isOptional === true ? `[${shown}]` : `<${shown}>`, description);
  }
  for (const [key, flag] of Object.entries(command.flags)) parser.addOption(option(key, flag));
  parser.addHelpText('after', `\nExamples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`);
  parser.action(() => onInvocation({ command, flags: parser.opts(), positionals: parser.args }));
  return parser;
}

function configured(parser: Commander, voice: Voice): Commander {
  return parser
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'Show this help')
    .configureOutput({
      writeOut: (text) => voice.help(text),
      writeErr: (text) => voice.reminder(text),
      outputError: (text) => voice.error(typingErrorWords(text)),
      getOutHelpWidth: () => voice.columns,
      getErrHelpWidth: () => voice.columns,
    });
}

function option(key: string, flag: Flag): Option {
  const name = flagName(key, flag);
  const value = flag.kind === 'switch' ? '' : flag.kind === 'list' ? ` <${flag.value},...>` : ` <${flag.value}>`;
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const made = new Option(`${short}--${name}${value}`, flagHelp(flag));
  // To commander `--no-auth` would be the opposite of an option `--auth`; here it is a switch of that name.
  made.negate = false;
  if (flag.kind === 'list') {
    made.argParser((text, before: string[] | undefined) => [...(before ?? []), ...text.split(',')]);
  }
  if (flag.kind === 'texts') made.argParser((text, before: string[] | undefined) => [...(before ?? []), text]);
  return made;
}
