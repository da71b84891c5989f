import type { OperatorCondition } from '@violet/api';
import type { Condition } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { aCsv, aStrategy } from '../testing/a-csv.ts';
import { stored } from '../testing/stored.ts';
import { statedConditions } from './controller.ts';
import { conditionFor } from './generate.ts';

const now = new Date('2026-11-22T10:00:00Z');

describe('the OperatorCondition of a CSV', () => {
  it('is for its accounts and Deployments', () => {
    const permission = (serviceAccountName: string) => ({ serviceAccountName, rules: [] });
    const spec = {
      deployments: [aStrategy('one'), aStrategy('two')],
      permissions: [permission('a')],
      clusterPermissions: [permission('b')],
    };
    const condition = conditionFor(stored(aCsv('a.v1', 'ns', { install: { strategy: 'deployment', spec } })));
    expect(condition.spec).toEqual({ serviceAccounts: ['b', 'a'], deployments: ['one', 'two'] });
    expect(condition.metadata.ownerReferences?.[0]).toMatchObject({ name: 'a.v1', controller: true });
  });
});

describe('what an operator says', () => {
  const condition = (status: 'True' | 'False', observedGeneration?: number): Condition => ({
    type: 'Upgradeable',
    status,
    reason: 'Because',
    message: '',
    lastTransitionTime: '2026-11-22T10:00:00Z',
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  });
  const said = (of: Condition, known?: Condition): OperatorCondition => ({
    apiVersion: '',
    kind: '',
    metadata: { generation: 4 },
    spec: { conditions: [of] },
    ...(known === undefined ? {} : { status: { conditions: [known] } }),
  });

  it('is taken over with the generation of the object', () => {
    expect(statedConditions(said(condition('False')), now)).toEqual([condition('False', 4)]);
    expect(statedConditions(said(condition('False'), condition('True', 3)), now)).toEqual([condition('False', 4)]);
  });

  it('is left alone while it says the same of the same generation', () => {
    expect(statedConditions(said(condition('False'), condition('False', 4)), now)).toBeUndefined();
  });
});
