import type { Asked } from './requests.ts';

/** What of an answer a client acts on. */
export interface Answer {
  name: string;
  status: number;
  headers: Record<string, string>;
  /** The body; of a refusal its codes, since words are everybody's own. */
  body: unknown;
}

const compared = [
  'content-length',
  'content-range',
  'content-type',
  'docker-content-digest',
  'docker-distribution-api-version',
  'etag',
  'link',
  'location',
  'range',
];

/** Tells a registry the story. */
export async function answersOf(address: string, requests: readonly Asked[]): Promise<Answer[]> {
  const kept = new Map<string, string>();
  const answers: Answer[] = [];
  for (const asked of requests) {
    const response = await fetch(urlOf(address, asked.path, kept), {
      method: asked.method,
      ...(asked.headers === undefined ? {} : { headers: asked.headers }),
      ...(asked.body === undefined ? {} : { body: asked.body }),
    });
    const location = response.headers.get('location');
    if (asked.keeps !== undefined && location !== null) kept.set(asked.keeps, location);
    answers.push({
      name: asked.name,
      status: response.status,
      headers: headersOf(response),
      body: bodyOf(await response.text(), response.status),
    });
  }
  return answers;
}

/** An upload's address may carry a query of its own, to which more is added. */
function urlOf(address: string, path: string, kept: ReadonlyMap<string, string>): URL {
  const [, name, query] = /^\{(\w+)\}(?:\?(.*))?$/.exec(path) ?? [];
  const base = `http://${address}/v2/`;
  if (name === undefined) return new URL(path, base);
  const url = new URL(kept.get(name) ?? '', base);
  for (const [key, value] of new URLSearchParams(query)) url.searchParams.set(key, value);
  return url;
}

function headersOf(response: Response): Record<string, string> {
  const found = compared.map((name) => [name, response.headers.get(name)] as const);
  const given = found.filter((pair): pair is [string, string] => pair[1] !== null);
  // Words and blanks have any length: only that of content is compared.
  const isContent = response.headers.has('docker-content-digest');
  const wanted = given.filter(([name]) => name !== 'content-length' || isContent);
  return Object.fromEntries(wanted.map(([name, value]) => [name, plain(value)]));
}

/** Addresses without the host and without what is only this upload's. */
function plain(value: string): string {
  return value
    .replace(/https?:\/\/[^/]+/, '')
    .replace(/uploads\/[0-9a-f-]{36}(\?[^"]*)?/, 'uploads/<id>')
    .replace(/; ?charset=utf-8$/, '')
    .replace(/(?<=\?)[^>]*(?=>; rel="next")/, (query) => query.split('&').sort().join('&'));
}

function bodyOf(text: string, status: number): unknown {
  if (status < 400 || text === '') return text.trimEnd();
  try {
    const { errors } = JSON.parse(text) as { errors: { code: string }[] };
    return errors.map(({ code }) => code);
  } catch {
    return 'no JSON';
  }
}
