import type { Context } from '../command/context.ts';
import type { CommandEvent } from '../events/command-event.ts';
import { asOneLine, escapedJson, withoutCommands } from './control-characters.ts';
import { secretForms, withoutSecrets } from './secret-forms.ts';
import type { TerminalMode } from './terminal-mode.ts';

const ourBeginning = /\n(?=(?:Error|Hint|Warning|debug): )/g;

/**
 * The two ways out of a command: the result to stdout, as it is (what may hold a secret has to be masked before), all else to
 * stderr, masked. Control characters, which others may have put into names and messages, pass neither.
 */
export interface Terminal {
  print(text: string): void;
  /** Lines that hold names of others: none of them can begin another line. */
  printLines(lines: readonly string[]): void;
  /** The result for programs. */
  printDocument(document: unknown): void;
  /** What a person wants to know meanwhile. */
  note(text: string): void;
  /** As `note`, with --debug only. */
  debug(text: string): void;
  /** One line of JSON. */
  event(event: CommandEvent): void;
  /** Whether programs read along: notes are events too. */
  readonly isJson: boolean;
  /** Whether stderr can show moving bars. */
  readonly isInteractive: boolean;
  /** Lets notes be written by whoever keeps the last line of the terminal for itself; undefined ends that. */
  writeAbove(write: ((text: string) => void) | undefined): void;
  hide(secret: string | undefined): void;
  /** The text without the secrets that are hidden. */
  masked(text: string): string;
}

export function createTerminal(context: Context, { isDebug, isJson }: TerminalMode): Terminal {
  const { stdout, stderr, env, now } = context;
  const secrets = new Set<string>();
  const masked = (text: string): string => withoutSecrets(text, secrets);
  let writeNote = (text: string): unknown => stderr.write(text);
  function event({ event: name, ...facts }: CommandEvent): void {
    const safe = JSON.stringify(facts, (_key, value) => (typeof value === 'string' ? masked(value) : value));
    const begin = JSON.stringify({ time: now().toISOString(), event: name });
    stderr.write(`${escapedJson(`${begin.slice(0, -1)},${safe.slice(1)}`)}\n`);
  }
  function note(text: string): void {
    if (isJson) event({ event: 'note', message: text });
    // What a name or a server puts into another line cannot pass for one of ours.
    else writeNote(`${withoutCommands(masked(text)).replace(ourBeginning, '\n  ')}\n`);
  }
  return {
    isJson,
    isInteractive: stderr.isTTY === true && env['TERM'] !== 'dumb' && !isJson,
    masked,
    event,
    note,
    print: (text) => stdout.write(`${withoutCommands(text)}\n`),
    printLines: (lines) => stdout.write(lines.map((line) => `${asOneLine(line)}\n`).join('')),
    printDocument: (document) => stdout.write(`${escapedJson(JSON.stringify(document, null, 2))}\n`),
    debug(text) {
      if (!isDebug) return;
      if (isJson) event({ event: 'debug', message: text });
      else note(`debug: ${text}`);
    },
    writeAbove(write) {
      writeNote = write ?? ((text) => stderr.write(text));
    },
    hide(secret) {
      for (const form of secretForms(secret ?? '')) secrets.add(form);
    },
  };
}
