/** A kubectl command line as the stories write it. */
export interface Words {
  verb: string;
  positionals: string[];
  flags: ReadonlyMap<string, string>;
}

const short: Readonly<Record<string, string>> = {
  n: 'namespace',
  l: 'selector',
  o: 'output',
  f: 'filename',
  p: 'patch',
  w: 'watch',
};
const switches = new Set(['server-side', 'force-conflicts', 'ignore-not-found', 'all', 'overwrite', 'watch']);

export function parseWords(words: readonly string[]): Words {
  const flags = new Map<string, string>();
  const positionals: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const match = /^--?([a-z-]+)(?:=(.*))?$/s.exec(word);
    if (match === null) {
      positionals.push(word);
      continue;
    }
    const name = short[match[1] ?? ''] ?? match[1] ?? '';
    if (match[2] !== undefined) flags.set(name, match[2]);
    else if (switches.has(name)) flags.set(name, 'true');
    else flags.set(name, words[++index] ?? '');
  }
  const [verb = '', ...rest] = positionals;
  return { verb, positionals: rest, flags };
}
