import { Failure } from '../failure.ts';
import { goQuote } from '../go/text.ts';
import {
  byKey,
  everything,
  type LabelOperator,
  type LabelSelector,
  labelRequirement,
  nothing,
} from './label-selector.ts';

/** The object form: `metav1.LabelSelector`, and the `matchExpressions` of node and cluster affinity (Gt, Lt). */
export interface LabelSelectorObject {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

const operators: Record<string, LabelOperator> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

/** An absent selector selects nothing, an empty one everything. Throws a BadRequest failure in upstream's words. */
export function labelSelectorOf(object: LabelSelectorObject | null | undefined): LabelSelector {
  if (object === null || object === undefined) return nothing;
  const matchLabels = Object.entries(object.matchLabels ?? {});
  const matchExpressions = object.matchExpressions ?? [];
  if (matchLabels.length + matchExpressions.length === 0) return everything;
  const requirements = matchLabels.map(([key, value]) => labelRequirement(key, '=', [value]));
  for (const { key, operator, values } of matchExpressions) {
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (known === undefined) {
      throw new Failure('BadRequest', `${goQuote(operator)} is not a valid label selector operator`);
    }
    requirements.push(labelRequirement(key, known, values ?? []));
  }
  return { requirements: byKey(requirements) };
}
