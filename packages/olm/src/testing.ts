/** Cases of the resolver, for whoever compares it with another one, and a catalogue server. Node only. */
export { type CatalogServer, startCatalogServer } from './testing/catalog-server.ts';
export { type ResolverCase, type ResolverQuestion, resolverCases } from './testing/resolver-case.ts';
