import { Failure, isJsonObject } from '@violet/machinery';
import { isTag } from '../../reference.ts';
import { scopes } from '../access/scopes.ts';
import { readAnswer } from '../wire/read-answer.ts';
import { locationUrl, type Transport } from '../wire/transport.ts';

const maxPageBytes = 4 * 1024 * 1024;
const maxPages = 1000;
/** Of one repository: they are kept in memory. */
const maxTags = 1_000_000;

export async function listTags(transport: Transport, repository: string): Promise<string[] | undefined> {
  const doing = `listing the tags of ${repository}`;
  let tags: string[] = [];
  let next: URL | undefined = new URL(`/v2/${repository}/tags/list?n=1000`, transport.base);
  for (let page = 0; next !== undefined; page += 1) {
    if (page === maxPages || tags.length > maxTags)
      throw new Failure('BadRequest', `registry ${transport.base.host}: ${doing}: it never ends`);
    const ask = { method: 'GET', url: next, scopes: scopes.pull(repository), doing, expect: [200, 404] } as const;
    const answer = await readAnswer(transport, ask, maxPageBytes);
    if (answer === undefined) return undefined;
    const { message, url, bytes } = answer;
    tags = tags.concat(readTags(bytes));
    const link = /<([^>]*)>\s*;\s*rel="?next"?/.exec([message.headers.link ?? ''].flat().join(','))?.[1];
    next = link === undefined ? undefined : locationUrl(transport.base, link, url, doing);
  }
  return tags;
}

function readTags(body: Buffer): string[] {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return [];
  }
  // `null` is how some registries write an empty list.
  const tags = isJsonObject(value) && Array.isArray(value.tags) ? value.tags : [];
  return tags.filter((tag): tag is string => typeof tag === 'string' && isTag(tag));
}
