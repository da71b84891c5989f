#!/usr/bin/env node
// Starts the bundle beside it: it loads no source, and Node keeps what it has compiled.
import module from 'node:module';

// What was typed may hold a password, and others on the machine can list processes.
if (process.platform !== 'win32') process.title = 'violet';

const oldestMajor = 24;
if (Number(process.versions.node.split('.')[0]) < oldestMajor) {
  process.stderr.write(`violet needs Node ${oldestMajor}; this is ${process.version}.\n`);
  process.exit(1);
}
module.enableCompileCache();
await import('../lib/violet.mjs');
