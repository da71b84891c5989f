// A sandbox as a program: `sandbox-process.ts DIRECTORY NODES [POD-START-MS]`. Its data and an administrator's kubeconfig are in the folder.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aSandbox } from '@violet/sandbox/testing';

const [directory = '', nodes = '', podStartMs = ''] = process.argv.slice(2);
const sandbox = await aSandbox({
  dataFile: join(directory, 'cluster.db'),
  log: (message, error) => void process.stdout.write(`${message} ${error instanceof Error ? error.stack : ''}\n`),
  simulation: {
    nodes: Array.from({ length: Number(nodes) }, (_, index) => ({ name: `fake-${index}` })),
    ...(podStartMs === '' ? {} : { podStartMs: Number(podStartMs) }),
  },
});
// Whoever waits for the file finds all of it.
writeFileSync(join(directory, 'kubeconfig.new'), sandbox.kubeconfig);
renameSync(join(directory, 'kubeconfig.new'), join(directory, 'kubeconfig'));

process.on('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
