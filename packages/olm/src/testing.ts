/** Cases of the resolver, for whoever compares it with another one. Node only. */
export { type ResolverCase, type ResolverQuestion, resolverCases } from './testing/resolver-case.ts';
