import type { KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { listOf, object, text } from './schema-parts.ts';

/** `regexp` is Go's; `replacement` may name its groups (`$1`). */
export interface ImageRewriteRule {
  regexp: string;
  replacement: string;
}

/** Which images of bundles are the platform's own: all others lie below `3rdparty/` in its registry. */
export interface ImageWhiteList extends KubernetesObject {
  spec: {
    /** Repositories, or what they begin with, with or without their registry. */
    repoList?: string[];
    rewriteRules?: ImageRewriteRule[];
  };
}

export const ImageWhiteList = defineResource<ImageWhiteList>({
  group: 'app.alauda.io',
  version: 'v1alpha1',
  kind: 'ImageWhiteList',
  plural: 'imagewhitelists',
  scope: 'Namespaced',
  home: 'member',
  spec: object({
    repoList: listOf(text),
    rewriteRules: listOf(object({ regexp: text, replacement: text }, ['regexp', 'replacement'])),
  }),
});
