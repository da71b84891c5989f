import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../../../../e2e/harness/free-ports.ts';
import { opmServe } from '../../suite/stand-ins/opm-container.ts';
import { writeMadeUp } from './catalog.ts';
import type { MadeUp } from './operator.ts';

export interface CatalogServer {
  address: string;
  stop(): void;
}

/** Serves these operators by upstream's opm; `directory` takes what it reads and writes. */
export async function serveMadeUp(
  bin: string,
  directory: string,
  operators: readonly MadeUp[],
): Promise<CatalogServer> {
  const configs = join(directory, 'configs');
  mkdirSync(configs, { recursive: true });
  for (const operator of operators) writeMadeUp(operator, configs);
  const [port = 0] = await freePorts(1);
  const opm = spawn(join(bin, 'opm'), opmServe(configs, port, directory), { stdio: 'ignore' });
  return { address: `127.0.0.1:${port}`, stop: () => void opm.kill() };
}
