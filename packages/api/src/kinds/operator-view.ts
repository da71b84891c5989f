import type { KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import type { PackageManifestStatus } from './olm/package-manifest.ts';
import type { Approval } from './olm/subscription.ts';
import { freeForm, object, text } from './schema-parts.ts';

/** What lists show of an operator on one cluster. */
export const extensionPhases = ['Absent', 'Ready', 'Installing', 'Installed', 'UpgradeAvailable', 'Failed'] as const;
export type ExtensionPhase = (typeof extensionPhases)[number];

/** Where an operator is from, as OperatorHub shows it. */
export const operatorSources = ['Alauda', 'Curated', 'Community', 'Marketplace', 'Custom'] as const;
export type OperatorSource = (typeof operatorSources)[number];

export interface OperatorSubscriptionView {
  name: string;
  namespace: string;
  channel?: string;
  source?: string;
  installPlanApproval?: Approval;
  currentCSV?: string;
  installedCSV?: string;
  /** The plan that waits for approval. */
  installPlan?: string;
}

export interface OperatorStatusView {
  phase: ExtensionPhase;
  reason?: string;
  message?: string;
  source?: OperatorSource;
  /** What is offered in the Subscription's channel, or in the default channel where there is none. */
  availableVersion?: string;
  installation?: {
    artifactName?: string;
    version?: string;
    csvPhase?: string;
    subscription?: OperatorSubscriptionView;
  };
}

/** One operator on one cluster: the namespace is the cluster's name. A read model; it is written by the platform alone. */
export interface OperatorView extends KubernetesObject {
  status?: {
    operatorStatus?: OperatorStatusView;
    packageManifestStatus?: Partial<PackageManifestStatus>;
  };
}

export const OperatorView = defineResource<OperatorView>({
  group: 'app.alauda.io',
  version: 'v1alpha2',
  kind: 'OperatorView',
  plural: 'operatorviews',
  scope: 'Namespaced',
  home: 'hub',
  required: [],
  columns: [
    {
      name: 'Display',
      type: 'string',
      jsonPath: '.status.packageManifestStatus.channels[0].currentCSVDesc.displayName',
    },
    { name: 'Source', type: 'string', jsonPath: '.status.operatorStatus.source' },
    { name: 'Installed', type: 'string', jsonPath: '.status.operatorStatus.installation.version' },
    { name: 'Status', type: 'string', jsonPath: '.status.operatorStatus.phase' },
  ],
  spec: object({}),
  status: object({
    operatorStatus: object(
      {
        phase: { ...text, enum: [...extensionPhases] },
        reason: text,
        message: text,
        source: { ...text, enum: [...operatorSources] },
        availableVersion: text,
        installation: object({
          artifactName: text,
          version: text,
          csvPhase: text,
          subscription: object(
            {
              name: text,
              namespace: text,
              channel: text,
              source: text,
              installPlanApproval: text,
              currentCSV: text,
              installedCSV: text,
              installPlan: text,
            },
            ['name', 'namespace'],
          ),
        }),
      },
      ['phase'],
    ),
    packageManifestStatus: freeForm,
  }),
});
