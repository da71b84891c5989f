import type { Context, TextSink } from '../command/context.ts';

/** The two ways out of a command. Control characters, which others may have put into names and messages, pass neither. */
export interface Terminal {
  /** The result, to stdout, as it is: what may hold a secret has to be masked before. */
  print(text: string): void;
  /** What a person wants to know meanwhile, to stderr, masked. */
  note(text: string): void;
  /** As `note`, with --debug only. */
  debug(text: string): void;
  /** Whether stderr can show moving bars. */
  readonly isInteractive: boolean;
  hide(secret: string | undefined): void;
  /** The text without the secrets that are hidden. */
  masked(text: string): string;
}

const shortestSecret = 4;
/** All but tab and newline. */
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export function createTerminal(context: Context, isDebug: boolean): Terminal {
  const secrets = new Set<string>();
  function masked(text: string): string {
    // The longest first: one secret may be the beginning of another.
    const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '******'), text);
  }
  function write(sink: TextSink, text: string): void {
    sink.write(`${text.replace(controlCharacters, '?')}\n`);
  }
  return {
    masked,
    print: (text) => write(context.stdout, text),
    note: (text) => write(context.stderr, masked(text)),
    debug: (text) => {
      if (isDebug) write(context.stderr, masked(`debug: ${text}`));
    },
    isInteractive: context.stderr.isTTY === true && context.env['TERM'] !== 'dumb' && !isDebug,
    hide(secret) {
      if (secret === undefined || secret.length < shortestSecret) return;
      secrets.add(secret).add(encodeURIComponent(secret)).add(JSON.stringify(secret).slice(1, -1));
    },
  };
}
