import { type CelCondition, compileCelCondition, labelSelectorOf, matchesLabels } from '@violet/machinery';
import type { Catalog } from '../../requests/catalog.ts';
import type { Kind } from '../../requests/kind.ts';
import { keyOf } from '../../storage/event.ts';
import type { AdmissionRequest } from '../admission.ts';
import { configurationsId, type Webhook, type WebhookRule } from './webhook.ts';

/** Webhooks may not guard themselves: nobody could repair them. */
const neverAsked: ReadonlySet<string> = new Set([configurationsId('validating'), configurationsId('mutating')]);

/** The version of the kind in which a webhook wants to see a request; undefined where it is not to be asked. */
export function matchedKind(webhook: Webhook, request: AdmissionRequest, catalog: Catalog): Kind | undefined {
  if (neverAsked.has(request.kind.collection.id)) return undefined;
  if (!matchesNamespace(webhook, request, catalog) || !matchesObject(webhook, request)) return undefined;
  const { served } = request.kind;
  const others = catalog.kinds.filter(
    (kind) => kind.collection === request.kind.collection && kind.served.version !== served.version,
  );
  const versions = webhook.matchPolicy === 'Exact' ? [request.kind] : [request.kind, ...others];
  return versions.find((kind) => webhook.rules?.some((rule) => matchesRule(rule, request, kind)));
}

function matchesRule(rule: WebhookRule, { operation, target }: AdmissionRequest, { served }: Kind): boolean {
  const scope = served.namespaced ? 'Namespaced' : 'Cluster';
  return (
    includes(rule.operations, operation) &&
    includes(rule.apiGroups, served.group) &&
    includes(rule.apiVersions, served.version) &&
    (rule.scope === undefined || rule.scope === '*' || rule.scope === scope) &&
    rule.resources.some((pattern) => matchesResource(pattern, served.plural, target.subresource ?? ''))
  );
}

function includes(allowed: readonly string[], value: string): boolean {
  return allowed.includes('*') || allowed.includes(value);
}

function matchesResource(pattern: string, plural: string, subresource: string): boolean {
  const [resource = '', sub = ''] = pattern.split('/');
  return (resource === '*' || resource === plural) && (sub === '*' || sub === subresource);
}

function matchesNamespace(
  { namespaceSelector }: Webhook,
  { kind, target, object, oldObject }: AdmissionRequest,
  catalog: Catalog,
): boolean {
  if (namespaceSelector === undefined) return true;
  const selector = labelSelectorOf(namespaceSelector);
  if (kind.collection.id === 'namespaces') return matchesLabels(selector, (object ?? oldObject)?.metadata.labels);
  if (target.namespace === undefined) return true;
  const namespace = catalog.resource('', 'namespaces')?.collection.get(keyOf(undefined, target.namespace));
  return matchesLabels(selector, namespace?.metadata.labels);
}

function matchesObject({ objectSelector }: Webhook, { object, oldObject }: AdmissionRequest): boolean {
  if (objectSelector === undefined) return true;
  const selector = labelSelectorOf(objectSelector);
  return [object, oldObject].some((each) => each !== undefined && matchesLabels(selector, each.metadata.labels));
}

const variables = ['object', 'oldObject', 'request'];
const compiled = new Map<string, Promise<CelCondition>>();
const maxCompiled = 1000;

/** Whether all match conditions hold for an AdmissionReview's request. Throws what a condition throws. */
export async function conditionsHold(
  { matchConditions = [] }: Webhook,
  review: { object: unknown; oldObject: unknown },
): Promise<boolean> {
  for (const { expression } of matchConditions) {
    const condition = await conditionOf(expression);
    if (!condition({ object: review.object, oldObject: review.oldObject, request: review })) return false;
  }
  return true;
}

function conditionOf(expression: string): Promise<CelCondition> {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  if (compiled.size >= maxCompiled) compiled.clear();
  const condition = compileCelCondition(expression, variables);
  compiled.set(expression, condition);
  return condition;
}
