/**
 * The documents of a YAML text as `helm lint` cuts them: at lines that begin with `---`, of which one at the very start stays.
 * Throws an Error in its words where there is more on such a line, which is only then when what stands before is read.
 */
export function* documentsOf(text: string): Generator<string> {
  let document = '';
  for (const line of text.replace(/\n$/, '').split(/\r?\n/)) {
    if (line.startsWith('---')) {
      const rest = line.slice(3).trim();
      if (rest !== '' && !rest.startsWith('#')) throw new Error(`invalid Yaml document separator: ${rest}`);
      if (document !== '') {
        yield document;
        document = '';
        continue;
      }
    }
    document += `${line}\n`;
  }
  if (document !== '') yield document;
}
