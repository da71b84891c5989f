import type { OutgoingHttpHeaders } from 'node:http';
import { refusal } from '../refusal.ts';

export interface Page {
  names: string[];
  headers: OutgoingHttpHeaders;
}

export interface PageRules {
  /** Where the list is: its next page is there too. */
  path: string;
  maxNames: number;
  /** The order of the list; default by code units. */
  order?: (left: string, right: string) => number;
}

/** The part of a sorted list that `n` and `last` ask for, and the `Link` header that leads to the next part. */
export function pageOf(names: readonly string[], query: URLSearchParams, { path, maxNames, order }: PageRules): Page {
  const asked = query.get('n');
  if (asked !== null && !/^\d{1,9}$/.test(asked)) throw refusal('PAGINATION_INVALID', 'n is not a number');
  const count = Math.min(asked === null ? maxNames : Number(asked), maxNames);
  const last = query.get('last') ?? '';
  const rest = names.filter((name) => (order === undefined ? name > last : order(name, last) > 0));
  const part = rest.slice(0, count);
  const end = part.at(-1);
  if (end === undefined || rest.length <= count) return { names: part, headers: {} };
  return { names: part, headers: { link: nextPage(path, query, count, end) } };
}

export function nextPage(path: string, query: URLSearchParams, count: number, last: string): string {
  const next = new URLSearchParams(query);
  next.set('n', String(count));
  next.set('last', last);
  return `<${path}?${next}>; rel="next"`;
}
