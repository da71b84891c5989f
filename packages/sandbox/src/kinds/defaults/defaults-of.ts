import { appsDefaults } from './apps.ts';
import { batchDefaults } from './batch.ts';
import { coreDefaults } from './core.ts';
import type { Defaulter, Defaulters } from './defaulter.ts';
import { extensionDefaults } from './extensions.ts';
import { networkDefaults } from './network.ts';
import { podDefaults } from './pods.ts';
import { policyDefaults } from './policy.ts';
import { storageDefaults } from './storage.ts';

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
