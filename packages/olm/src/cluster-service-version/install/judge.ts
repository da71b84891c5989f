import type { CsvPhase, csvReasons } from '@violet/api';
import type { WebhookState } from '../../webhooks/check.ts';
import type { DeploymentProblem } from '../deployment/check.ts';
import { type Move, move } from '../move.ts';

/** `disrupted`: its pods are just being moved, which is no failure. */
export type ApiState = { state: 'available' | 'missing' | 'disrupted' } | { state: 'failed'; message: string };

/** How the parts of an installation are. */
export interface InstallCheck {
  deployments: DeploymentProblem | undefined;
  apis: ApiState;
  webhooks: WebhookState;
}

/** Where a CSV goes while not all is there. */
export interface Meanwhile {
  phase: CsvPhase;
  reason: keyof typeof csvReasons;
}

/** Where an installation leads: Succeeded, Failed, back to be written again, or `meanwhile`. Undefined to stay. */
export function judgeInstall({ deployments, apis, webhooks }: InstallCheck, meanwhile: Meanwhile): Move | undefined {
  const { phase, reason } = meanwhile;
  if (deployments === undefined && apis.state === 'available' && webhooks.state === 'present')
    return move('Succeeded', 'installSucceeded', 'install strategy completed with no errors');
  if (deployments?.kind === 'timeout')
    return move('Failed', 'installCheckFailed', `install failed: ${deployments.message}`);
  if (apis.state === 'disrupted') return undefined;
  if (apis.state === 'failed')
    return move('Failed', 'apiServiceInstallFailed', `APIService install failed: ${apis.message}`);
  if (apis.state === 'missing') return move(phase, reason, 'apiServices not installed');
  if (webhooks.state === 'failed') return move('InstallReady', reason, `Webhook install failed: ${webhooks.message}`);
  if (webhooks.state === 'missing') return move(phase, reason, 'webhooks not installed');
  if (deployments === undefined) return undefined;
  // All were written a moment ago: upstream would wait its five minutes for one that is gone, or that is new in the CSV.
  const again = deployments.kind === 'drift' || (deployments.kind === 'missing' && phase === 'Installing');
  return move(again ? 'InstallReady' : phase, reason, `installing: ${deployments.message}`);
}
