/** An embedded Kubernetes-compatible cluster. */
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
