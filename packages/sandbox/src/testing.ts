/** Builders for tests that need a cluster. */
export { aSandbox, type SandboxUnderTest, type SandboxUnderTestOptions } from './testing/a-sandbox.ts';
