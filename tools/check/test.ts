// `npm test`: the check, then the stories of the manual on an embedded platform and the reader of packages with a hundred
// thousand broken ones. Needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './source-files.ts';

function run(program: string, ...words: string[]): void {
  const { status } = spawnSync(program, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, join(import.meta.dirname, 'check.ts'));
run(join(root, 'node_modules', '.bin', 'vitest'), 'run', '--project', 'fuzz', '--project', 'stories');
