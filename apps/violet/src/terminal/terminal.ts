import type { Context, TextSink } from '../command/context.ts';

/** The two ways out of a command. No secret that it was told of passes either. */
export interface Terminal {
  /** The result, to stdout. */
  print(text: string): void;
  /** What a person wants to know meanwhile, to stderr. */
  note(text: string): void;
  /** As `note`, with --debug only. */
  debug(text: string): void;
  /** Whether stderr can show moving bars. */
  readonly isInteractive: boolean;
  hide(secret: string | undefined): void;
}

const shortestSecret = 4;

export function createTerminal(context: Context, isDebug: boolean): Terminal {
  const secrets = new Set<string>();
  function write(sink: TextSink, text: string): void {
    let shown = text;
    for (const secret of secrets) shown = shown.replaceAll(secret, '******');
    sink.write(`${shown}\n`);
  }
  return {
    print: (text) => write(context.stdout, text),
    note: (text) => write(context.stderr, text),
    debug: (text) => {
      if (isDebug) write(context.stderr, `debug: ${text}`);
    },
    isInteractive: context.stderr.isTTY === true && context.env['TERM'] !== 'dumb' && !isDebug,
    hide(secret) {
      if (secret === undefined || secret.length < shortestSecret) return;
      secrets.add(secret).add(encodeURIComponent(secret)).add(JSON.stringify(secret).slice(1, -1));
    },
  };
}
