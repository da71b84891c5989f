/** An embedded Kubernetes-compatible cluster. */
export { allImages, type ImageLookup } from './controllers/kubelet/images.ts';
export type { NodeOptions } from './controllers/nodes/node.ts';
export type { SimulationOptions } from './controllers/simulation.ts';
export {
  type BuiltinControllerOptions,
  type BuiltinControllers,
  startBuiltinControllers,
} from './controllers/start.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
