import { describe, expect, it } from 'vitest';
import { readIndex } from './read-index.ts';

/** Comments make a text long enough for a thread of its own. */
const padding = `${'#'.repeat(1000)}\n`.repeat(200);
const index = 'apiVersion: v1\nentries:\n  web: [{name: web, version: 1.0.0, urls: [web-1.0.0.tgz]}]\n';

describe('the index of somebody else', () => {
  it('is read, a large one in a thread of its own', { timeout: 60_000 }, async () => {
    expect([...(await readIndex(index)).keys()]).toEqual(['web']);
    expect(await readIndex(index + padding)).toEqual(await readIndex(index));
  });

  it.each([
    ['is none', 'hello\n', 'the index cannot be used: it is no map'],
    ['is no YAML', '\t{', 'the index cannot be read: error converting YAML to JSON'],
  ])('is refused where it %s', { timeout: 60_000 }, async (_what, text, message) => {
    await expect(readIndex(text)).rejects.toThrow(message);
    await expect(readIndex(text + padding)).rejects.toThrow(message);
  });

  it('is given up where it takes too long', async () => {
    await expect(readIndex(index + padding, 1)).rejects.toMatchObject({ code: 'Invalid' });
  });
});
