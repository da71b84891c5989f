import { Failure } from '@violet/machinery';

/**
 * The documents of a YAML stream as a client of Kubernetes cuts them: at lines that begin with `---`, nothing trimmed, so
 * that a block at the end of a document keeps its last line break. Throws a Failure of code Invalid when there is more on
 * such a line.
 */
export function yamlDocuments(stream: string): string[] {
  const documents: string[] = [];
  let document = '';
  for (const line of stream.split(/\r?\n/)) {
    if (line.startsWith('---')) {
      const rest = line.slice(3).trim();
      if (rest !== '' && !rest.startsWith('#')) {
        throw new Failure('Invalid', `invalid Yaml document separator: ${rest}`);
      }
      documents.push(document);
      document = '';
    } else {
      document += `${line}\n`;
    }
  }
  return [...documents, document].filter((text) => text.trim() !== '');
}
