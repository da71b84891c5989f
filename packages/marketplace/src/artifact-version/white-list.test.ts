import type { ImageWhiteList } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { type BundleRecipe, relocated } from './bundle-recipe.ts';
import { ownImagesOf, ruleProblems } from './white-list.ts';

const list = (spec: ImageWhiteList['spec'], name = 'own'): ImageWhiteList => ({
  apiVersion: 'app.alauda.io/v1alpha1',
  kind: 'ImageWhiteList',
  metadata: { name, namespace: 'cpaas-system' },
  spec,
});

function landing(image: string, ...lists: ImageWhiteList[]): string {
  const ownImages = ownImagesOf(lists);
  const recipe: BundleRecipe = {
    registry: 'hub.test',
    repository: 'acp/demo-bundle',
    digest: 'sha256:0',
    tag: 'v1.0.0',
    thirdPartyImages: [],
    resetVersion: false,
    ...(ownImages === undefined ? {} : { ownImages }),
  };
  return relocated(image, recipe);
}

describe('an image of a bundle', () => {
  it.each<[string, string, ImageWhiteList[], string]>([
    ['lies where its name says, without a list', 'quay.io/kube/redis:7', [], 'hub.test/kube/redis:7'],
    ['is a third party’s where no list names it', 'quay.io/kube/redis:7', [list({})], 'hub.test/3rdparty/kube/redis:7'],
    ['is own by its repository', 'quay.io/acp/demo:v1', [list({ repoList: ['acp/demo'] })], 'hub.test/acp/demo:v1'],
    ['is own by its folder', 'quay.io/acp/demo:v1', [list({ repoList: ['acp/'] })], 'hub.test/acp/demo:v1'],
    ['is own by its registry', 'quay.io/acp/demo:v1', [list({ repoList: ['quay.io/acp'] })], 'hub.test/acp/demo:v1'],
    [
      'is not own by half a name',
      'quay.io/acp2/demo:v1',
      [list({ repoList: ['acp'] })],
      'hub.test/3rdparty/acp2/demo:v1',
    ],
    ['is own by any list', 'a.b/acp/demo:v1', [list({}), list({ repoList: ['acp'] }, 'z')], 'hub.test/acp/demo:v1'],
    [
      'is rewritten by the first rule that finds something',
      'quay.io/team-a/demo:v1',
      [
        list({
          repoList: ['acp'],
          rewriteRules: [
            { regexp: '(', replacement: 'x' },
            { regexp: '^quay[.]io/team-([a-z])/', replacement: 'quay.io/acp/$1/' },
            { regexp: 'demo', replacement: 'never' },
          ],
        }),
      ],
      'hub.test/acp/a/demo:v1',
    ],
    ['that is no reference stays', 'NOT AN IMAGE', [list({})], 'NOT AN IMAGE'],
  ])('%s', (_what, image, lists, expected) => {
    expect(landing(image, ...lists)).toBe(expected);
  });

  it('is not kept from its place by a rule that is none, which is told', () => {
    const ownImages = ownImagesOf([list({ rewriteRules: [{ regexp: '(', replacement: '' }] })]);

    expect(ruleProblems(ownImages ?? { repositories: [], rules: [] })).toEqual([
      expect.stringMatching(/^rewrite rule \( of an ImageWhiteList is no regular expression: /),
    ]);
  });
});
