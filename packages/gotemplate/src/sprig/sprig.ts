import type { FunctionMap } from '../function.ts';
import type { SprigEnvironment } from './environment.ts';

/** All functions of sprig v3, with their exact results and errors. */
export function sprigFunctions(_environment: Partial<SprigEnvironment> = {}): FunctionMap {
  return {};
}
