import type { Command } from '../command/define-command.ts';
import { chartLint } from './chart-lint.ts';
import { chartTemplate } from './chart-template.ts';
import { completionCommands } from './completion.ts';
import { create } from './create.ts';
import { gc } from './gc.ts';
import { list } from './list.ts';
import { man } from './man.ts';
import { packageCommand } from './package.ts';
import { push } from './push.ts';
import { show } from './show.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';

/** In the order of a package's life, as the help lists them. */
export const commands: readonly Command[] = [
  create,
  packageCommand,
  show,
  verify,
  push,
  list,
  gc,
  chartTemplate,
  chartLint,
  ...completionCommands,
  man,
  version,
];
