// `npm run check`: everything that says whether a change may be committed, in under a minute.
import { join } from 'node:path';
import { longestFiles } from './longest-files.ts';
import { runSteps } from './run-steps.ts';
import { root } from './source-files.ts';

const bin = (name: string) => join(root, 'node_modules', '.bin', name);
/** What a check has found out of files that do not change is kept for the next one. */
const cache = (name: string) => join(root, 'node_modules', '.cache', 'check', name);

const passed = await runSteps([
  {
    name: 'unit tests, architecture, docs',
    command: [bin('vitest'), 'run', '--project', 'unit', '--reporter', 'dot', '--silent', 'passed-only'],
  },
  { name: 'types', command: [bin('tsc'), '-p', '.', '--incremental', '--tsBuildInfoFile', cache('types.json')] },
  { name: 'format and lint', command: [bin('biome'), 'ci', '--error-on-warnings', '.'] },
  { name: 'unused code', command: [bin('knip'), '--no-progress', '--cache', '--cache-location', cache('knip')] },
]);
process.stdout.write(`\nLongest files (not a rule, a thing to watch):\n${longestFiles(10)}\n`);
process.exit(passed ? 0 : 1);
