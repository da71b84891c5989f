import type { OperatorCondition } from '@violet/api';
import type { Condition } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { stored } from '../testing/stored.ts';
import { upgradeProblem } from './upgradeable.ts';

const upgradeable = (status: 'True' | 'False', observedGeneration?: number): Condition => ({
  type: 'Upgradeable',
  status,
  reason: 'Because',
  message: 'a migration runs',
  lastTransitionTime: '2026-11-22T10:00:00Z',
  ...(observedGeneration === undefined ? {} : { observedGeneration }),
});

function condition(fields: Pick<OperatorCondition, 'spec' | 'status'>) {
  const metadata = { name: 'a.v1', namespace: 'ns', generation: 3 };
  return stored({ apiVersion: 'operators.coreos.com/v2', kind: 'OperatorCondition', metadata, ...fields });
}

describe('whether an operator may be replaced', () => {
  it.each([
    { name: 'it has no condition', of: undefined, problem: undefined },
    { name: 'it says nothing', of: condition({}), problem: undefined },
    { name: 'it says yes', of: condition({ status: { conditions: [upgradeable('True', 3)] } }), problem: undefined },
    {
      name: 'it says no',
      of: condition({ status: { conditions: [upgradeable('False', 3)] } }),
      problem: 'the operator is not upgradeable: a migration runs',
    },
    {
      name: 'what it says is of an older generation',
      of: condition({ status: { conditions: [upgradeable('True', 2)] } }),
      problem: 'the operatorcondition status "Upgradeable"="True" is outdated',
    },
    {
      name: 'an administrator says yes over its no',
      of: condition({ spec: { overrides: [upgradeable('True')] }, status: { conditions: [upgradeable('False', 3)] } }),
      problem: undefined,
    },
    {
      name: 'an administrator says no over its yes',
      of: condition({ spec: { overrides: [upgradeable('False')] }, status: { conditions: [upgradeable('True', 3)] } }),
      problem: 'the operator is not upgradeable: a migration runs',
    },
  ])('$name: $problem', ({ of, problem }) => expect(upgradeProblem(of)).toBe(problem));
});
