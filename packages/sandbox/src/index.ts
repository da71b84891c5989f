/** An embedded Kubernetes-compatible cluster. */
export { allImages, type ImageLookup } from './controllers/kubelet/images.ts';
export type { NodeOptions } from './controllers/nodes/node.ts';
export {
  type BuiltinControllerOptions,
  type BuiltinControllers,
  startBuiltinControllers,
} from './controllers/start.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export type { SimulationOptions } from './simulation.ts';
