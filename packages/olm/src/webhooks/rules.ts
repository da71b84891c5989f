import type { WebhookDescription } from '@violet/api';

/** Why a CSV may not have these webhooks: each needs a name of its own, and none may come between OLM and its objects. */
export function webhooksProblem(webhooks: readonly WebhookDescription[] = []): string | undefined {
  const names = new Set<string>();
  for (const { generateName, rules = [] } of webhooks) {
    if (names.has(generateName)) return 'CSV contains repeated WebhookDescription name';
    names.add(generateName);
    for (const { apiGroups = [], resources = [] } of rules) {
      const problem = ruleProblem(apiGroups, resources);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

const guardedResources = ['*', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function ruleProblem(groups: readonly string[], resources: readonly string[]): string | undefined {
  if (groups.includes('*')) return 'webhook rules cannot include all groups';
  if (groups.includes('operators.coreos.com')) return 'webhook rules cannot include the OLM group';
  if (groups.includes('admissionregistration.k8s.io') && guardedResources.some((name) => resources.includes(name)))
    return 'webhook rules cannot include MutatingWebhookConfiguration or ValidatingWebhookConfiguration resources';
  return undefined;
}
