import type { Condition, KubernetesObject } from '@violet/machinery';
import { resource } from '../../resource.ts';

/** Only the object of this name counts. */
export const olmConfigName = 'cluster';
export const disabledCopiedCsvsCondition = 'DisabledCopiedCSVs';

export interface OlmConfigSpec {
  features?: {
    disableCopiedCSVs?: boolean;
    /** A Go duration of h, m and s. */
    packageServerSyncInterval?: string;
  };
}

/** Settings of OLM for the whole cluster. */
export interface OlmConfig extends KubernetesObject {
  spec?: OlmConfigSpec;
  status?: { conditions?: Condition[] };
}

export const OlmConfig = resource<OlmConfig>('operators.coreos.com/v1', 'OLMConfig', 'olmconfigs', 'Cluster');
