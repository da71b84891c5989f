// `npm run build`: the command line as it is shipped, in dist/violet.
import { join } from 'node:path';
import { root } from '../check/source-files.ts';
import { buildViolet } from './build-violet.ts';

await buildViolet(join(root, 'dist/violet'));
process.stdout.write('dist/violet/bin/violet.mjs\n');
