/** Builders for tests that need bundles, and how opm's messages are compared. */
export { aBundle, type BundleOptions } from './testing/a-bundle.ts';
export { catalogCaseDirectory, type RecordedCase, recordedCases } from './testing/recorded-cases.ts';
export { treeLines } from './testing/tree-lines.ts';
