// `npm run check`: everything that says whether a change may be committed, in under a minute.
import { join } from 'node:path';
import { longestFiles } from './longest-files.ts';
import { runSteps } from './run-steps.ts';
import { root } from './source-files.ts';

const bin = (name: string) => join(root, 'node_modules', '.bin', name);

const passed = await runSteps([
  {
    name: 'unit tests, architecture, docs',
    command: [bin('vitest'), 'run', '--project', 'unit', '--reporter', 'dot', '--silent', 'passed-only'],
  },
  { name: 'types', command: [bin('tsc'), '-p', '.'] },
  { name: 'format and lint', command: [bin('biome'), 'ci', '--error-on-warnings', '.'] },
  { name: 'unused code', command: [bin('knip'), '--no-progress'] },
]);
process.stdout.write(`\nLongest files (not a rule, a thing to watch):\n${longestFiles(10)}\n`);
process.exit(passed ? 0 : 1);
