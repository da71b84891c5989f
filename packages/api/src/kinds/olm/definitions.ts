import type { ProductResource } from '../../resource.ts';

/**
 * Definitions of the eight stored kinds of OLM, equal to upstream's of its version 0.38. They hold whole pod schemas, and
 * are therefore read only when they are asked for.
 */
export async function olmDefinitions(): Promise<readonly ProductResource[]> {
  return (await import('./definitions/all.ts')).allDefinitions;
}
