import type { JsonObject } from '@violet/machinery';
import { appsDefaults } from './apps.ts';
import { batchDefaults } from './batch.ts';
import { coreDefaults } from './core.ts';
import { extensionDefaults } from './extensions.ts';
import { networkDefaults } from './network.ts';
import { podDefaults } from './pods.ts';
import { policyDefaults } from './policy.ts';
import { storageDefaults } from './storage.ts';

/** Sets the defaults of one type; members that are structs of other types are theirs. */
export type Defaulter = (struct: JsonObject) => void;

/** By the definition's name without `io.k8s.api.`, as far as it is there. */
export type Defaulters = Readonly<Record<string, Defaulter>>;

const defaulters: Defaulters = {
  ...appsDefaults,
  ...batchDefaults,
  ...coreDefaults,
  ...extensionDefaults,
  ...networkDefaults,
  ...podDefaults,
  ...policyDefaults,
  ...storageDefaults,
};

export function defaultsOf(definition: string): Defaulter | undefined {
  return defaulters[definition.replace('io.k8s.api.', '')];
}
