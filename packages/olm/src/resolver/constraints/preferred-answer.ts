import type { Budget, Literal } from '../sat/literal.ts';
import { candidateNumbers, encodeAll } from './encode.ts';
import type { Constraint, Constraints, Variable } from './variable.ts';

/**
 * The answer that upstream's search comes to: demand by demand, those of Subscriptions and free CSVs first, the most
 * preferred candidate with which everything else is still possible, and nothing that nobody demands. Undefined where
 * the constraints cannot all hold.
 */
export function preferredAnswer(constraints: Constraints, budget: Budget): readonly Variable[] | undefined {
  const solver = encodeAll(constraints, budget);
  const outcome = solver.solve([]);
  if ('failed' in outcome) return undefined;
  let { holding } = outcome;
  const chosen = new Set<Literal>();
  const answer: Variable[] = [];
  const choose = (variable: Variable) => {
    chosen.add(variable.number);
    answer.push(variable);
  };
  for (const variable of constraints.variables) if (isDemanded(variable)) choose(variable);
  for (const { constraints: own } of answer) {
    for (const constraint of own) {
      if (!isDemand(constraint)) continue;
      const candidates = candidateNumbers(constraint.candidates, constraints);
      if (candidates.some((candidate) => chosen.has(candidate))) continue;
      for (const candidate of candidates) {
        // The last answer shows that all that was chosen so far goes together with what holds in it.
        if (!holding.has(candidate)) {
          const tried = solver.solve([...chosen, candidate]);
          if ('failed' in tried) continue;
          holding = tried.holding;
        }
        const variable = constraints.variables[candidate - 1];
        if (variable !== undefined) choose(variable);
        break;
      }
    }
  }
  return answer;
}

function isDemanded({ constraints }: Variable): boolean {
  return constraints.some(({ kind }) => kind === 'subscription-exists' || kind === 'csv-exists');
}

type Demand = Constraint & { readonly kind: 'subscription-requires' | 'bundle-requires' };

function isDemand(constraint: Constraint): constraint is Demand {
  return constraint.kind === 'subscription-requires' || constraint.kind === 'bundle-requires';
}
