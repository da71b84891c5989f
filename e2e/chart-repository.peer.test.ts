import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HowToPage, openHowToPage } from './harness/how-to-page.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';

let platform: StoryPlatform;
let page: HowToPage;

beforeAll(async () => {
  platform = await startPlatform({ clusters: ['global'], kubeconfigs: {} });
  page = await openHowToPage(platform, 'serve-charts.md');
});
afterAll(async () => {
  await platform?.remove();
  page?.remove();
});

describe('the how-to about charts', () => {
  it('is what happens', async () => {
    expect(page.steps.length).toBeGreaterThan(12);
    await page.follow();
  });
});
