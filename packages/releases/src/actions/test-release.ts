import { Failure } from '@violet/machinery';
import { type HookLog, readHookLogs } from '../hooks/hook-logs.ts';
import { runHooks } from '../hooks/run-hooks.ts';
import type { RecordedHook, ReleaseRecord } from '../record/record.ts';
import { type ActionOptions, checkReleaseName, contextOf } from './context.ts';

export interface TestOptions extends ActionOptions {
  /** Names of the tests to run; all by default. */
  include?: readonly string[];
  /** Names of tests to leave out. */
  exclude?: readonly string[];
  /** What the tests have written, where pods have logs. */
  onLog?: (log: HookLog) => void;
}

/**
 * Runs the tests of a release as `helm test` does. How each went is in the record that is returned and kept. Throws when
 * one fails, with the record written all the same; the tests after it are not run.
 */
export async function testRelease(name: string, options: TestOptions): Promise<ReleaseRecord> {
  checkReleaseName(name);
  const context = contextOf(options);
  const record = (await context.store.history(name)).at(-1);
  if (record === undefined) {
    throw new Failure('NotFound', 'release: not found', { details: { kind: 'Release', name } });
  }
  const { include = [], exclude = [], onLog } = options;
  const only = ({ name: test }: RecordedHook) =>
    !exclude.includes(test) && (include.length === 0 || include.includes(test));
  const tell = async (hook: RecordedHook): Promise<void> => {
    if (onLog === undefined) return;
    for (const log of await readHookLogs(context, hook, record.namespace)) onLog(log);
  };
  try {
    await runHooks(context, record, 'test', { only, onDone: tell });
  } finally {
    await context.store.update(record);
  }
  return record;
}
