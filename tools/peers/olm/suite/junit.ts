/** What the suite says of one spec. */
export interface SpecResult {
  /** Containers and spec, as Ginkgo joins them; labels left out. */
  name: string;
  status: 'passed' | 'failed' | 'skipped' | 'pending' | string;
  seconds: number;
  /** First words of the failure. */
  message: string | undefined;
}

/** Reads the report that Ginkgo writes: specs only, in the order of the file. */
export function readJUnit(xml: string): SpecResult[] {
  const results: SpecResult[] = [];
  for (const [, head = '', body = ''] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const name = attribute(head, 'name');
    if (!name.startsWith('[It] ')) continue;
    results.push({
      name: name.slice('[It] '.length).replace(/( \[[^\]]*\])+$/, ''),
      status: attribute(head, 'status'),
      seconds: Number(attribute(head, 'time')),
      message: /<(?:failure|error) /.test(body) ? attribute(body, 'message') : undefined,
    });
  }
  return results;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function attribute(text: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? '';
  return value.replaceAll(/&(?:#(x?)([0-9a-f]+)|([a-z]+));/gi, (whole, hex, code, entity) =>
    code === undefined
      ? (entities[entity] ?? whole)
      : String.fromCodePoint(Number.parseInt(code, hex === '' ? 10 : 16)),
  );
}
