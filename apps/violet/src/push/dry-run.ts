import { planPush } from '@violet/publish';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { errorEvent } from '../events/command-event.ts';
import type { OpenedPackage } from './open-packages.ts';
import { writePlanFile } from './plan-file.ts';
import { planLines } from './plan-report.ts';
import type { PushRequest } from './push-request.ts';
import { withPushOptions } from './with-push-options.ts';

/** Tells what the push would do; writes it where a file is named for it. */
export async function dryRun(
  opened: readonly OpenedPackage[],
  request: PushRequest,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, events, cwd } = context;
  const files = opened.flatMap(({ file }) => file ?? []);
  const unreadable = opened.flatMap(({ path, failure }) => (failure === undefined ? [] : { path, failure }));
  for (const { path, failure } of unreadable) events.tell(errorEvent(failure, { package: path }));
  if (files.length === 0) return 1;
  const plan = await withPushOptions(files, request, context, planPush);
  if (terminal.isJson) terminal.printDocument(plan);
  else terminal.printLines(planLines(plan));
  terminal.note('nothing was sent: --dry-run');
  if (request.flags.plan !== undefined) {
    terminal.note(`written to ${await writePlanFile(request.flags.plan, plan, cwd)}`);
  }
  const refused = plan.packages.filter(({ outcome }) => outcome === 'refused').length;
  if (refused + unreadable.length === 0) return 0;
  return refused === plan.packages.length ? 1 : 4;
}
