// `npm run fix`: what can be mended without thinking.
import { join } from 'node:path';
import { runSteps } from './run-steps.ts';
import { root } from './source-files.ts';

const passed = await runSteps([
  { name: 'format and lint', command: [join(root, 'node_modules', '.bin', 'biome'), 'check', '--write', '.'] },
]);
process.exit(passed ? 0 : 1);
