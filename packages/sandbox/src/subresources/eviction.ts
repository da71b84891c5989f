import type { DeleteOptions } from '@violet/apiserver';
import {
  Failure,
  type KubernetesObject,
  type LabelSelectorObject,
  labelSelectorOf,
  matchesLabels,
} from '@violet/machinery';
import { deleteObject } from '../requests/delete.ts';
import { keyOf } from '../storage/event.ts';
import { created, type Subresource, type SubresourceCall } from './subresource.ts';

interface Budget extends KubernetesObject {
  spec?: { selector?: LabelSelectorObject };
  status?: { disruptionsAllowed?: number };
}

/** Deletes a Pod unless a PodDisruptionBudget forbids it. */
export const eviction: Subresource = {
  async create(call, body, { dryRun }) {
    const { cluster, kind, target, context } = call;
    const budget = exhaustedBudget(call);
    if (budget !== undefined) {
      throw new Failure('TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: `The disruption budget ${budget.metadata.name} does not allow another disruption now`,
              field: '',
            },
          ],
          retryAfterSeconds: 10,
        },
      });
    }
    const { gracePeriodSeconds } = (body['deleteOptions'] ?? {}) as Pick<DeleteOptions, 'gracePeriodSeconds'>;
    const options: DeleteOptions = { dryRun, ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }) };
    await deleteObject(cluster, kind, { target, options, context });
    return created();
  },
};

function exhaustedBudget({ cluster, kind, target }: SubresourceCall): Budget | undefined {
  const pod = kind.collection.get(keyOf(target.namespace, target.name ?? ''));
  const budgets =
    cluster.catalog.resource('policy', 'poddisruptionbudgets')?.collection.list(`${target.namespace}/`) ?? [];
  for (const budget of budgets as Iterable<Budget>) {
    const guards = matchesLabels(labelSelectorOf(budget.spec?.selector), pod?.metadata.labels);
    if (guards && (budget.status?.disruptionsAllowed ?? 0) <= 0) return budget;
  }
  return undefined;
}
