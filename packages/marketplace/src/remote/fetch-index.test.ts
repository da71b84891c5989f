import { describe, expect, it } from 'vitest';
import { fetchIndex } from './fetch-index.ts';

const { signal } = new AbortController();

describe('the address of a chart repository', () => {
  it('is refused at once where it is longer than any is', async () => {
    const asked = fetchIndex({ url: `https://charts.example.com/${'/'.repeat(100_000)}x`, signal });

    await expect(asked).rejects.toThrow('is longer than 2048 characters');
  });
});
