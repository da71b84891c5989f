import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HowToPage, openHowToPage } from './harness/how-to-page.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';

describe.each([
  { page: 'install-operators.md', samples: ['harbor-ce-operator'] },
  { page: 'offer-operators.md', samples: ['clickhouse-operator'] },
])('the how-to $page', ({ page, samples }) => {
  let platform: StoryPlatform;
  let opened: HowToPage;

  beforeAll(async () => {
    platform = await startPlatform({ kubeconfigs: {} });
    opened = await openHowToPage(platform, page, samples);
  });
  afterAll(async () => {
    await platform?.remove();
    opened?.remove();
  });

  it('is what happens', { timeout: 300_000 }, async () => {
    expect(opened.steps.length).toBeGreaterThan(4);
    await opened.follow();
  });
});
