import { afterAll, beforeAll } from 'vitest';
import { type Kubectl, kubectlFor } from './kubectl.ts';
import { type StoryPlatform, startPlatform } from './platform.ts';

export interface OperatorStory {
  /** There from the first test on. */
  platform: () => StoryPlatform;
  global: Kubectl;
  business: Kubectl;
}

/** A platform of its own for the stories of a file, and a kubectl for each of its clusters. */
export function operatorStory(): OperatorStory {
  let started: StoryPlatform | undefined;
  const platform = () => {
    if (started === undefined) throw new Error('the platform starts before the first test, not before that');
    return started;
  };
  const kubeconfig = () => platform().kubeconfig;
  beforeAll(async () => {
    started = await startPlatform();
  });
  afterAll(() => started?.remove());
  return { platform, global: kubectlFor(kubeconfig, 'global'), business: kubectlFor(kubeconfig, 'business') };
}
