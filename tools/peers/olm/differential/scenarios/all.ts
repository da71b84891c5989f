import { accounts } from './accounts.ts';
import { approval } from './approval.ts';
import { catalogues } from './catalogues.ts';
import { definitions } from './definitions.ts';
import { dependencies } from './dependencies.ts';
import { groups } from './groups.ts';
import { removal } from './removal.ts';
import { requirements } from './requirements.ts';
import type { Scenario } from './scenario.ts';
import { upgrades } from './upgrades.ts';

/** Those that do not meet, what takes longest first. */
export const scenarios: readonly Scenario[] = [
  ...definitions,
  ...accounts,
  ...upgrades,
  ...approval,
  ...groups,
  ...dependencies,
  ...requirements,
  ...removal,
  ...catalogues,
];
