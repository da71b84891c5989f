import type { ModuleInfoReason } from '@violet/api';

/** Why a ModuleInfo cannot be installed or upgraded as it stands. */
export interface Refusal {
  reason: ModuleInfoReason;
  /** What is wrong, with the names of the things, and what to do where that is not plain. */
  message: string;
  /** True where it may come right without a change to the ModuleInfo: the phase is Pending, not Failed. */
  waits: boolean;
}
