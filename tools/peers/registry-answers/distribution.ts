import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-ports.ts';
import { Processes } from '../processes.ts';

export interface RunningDistribution {
  /** `host:port`, over plain HTTP. */
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** The reference registry, distribution 3, on a directory of its own; everything may be deleted. */
export async function startDistribution(bin: string): Promise<RunningDistribution> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-distribution-'));
  const [port] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const settings = join(directory, 'settings.json');
  writeFileSync(
    settings,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
      http: { addr: address },
    }),
  );
  const processes = new Processes(directory);
  // Without this it looks for somebody to send its traces to.
  const quiet = { OTEL_TRACES_EXPORTER: 'none' };
  const pid = processes.start('distribution', join(bin, 'distribution'), ['serve', settings], quiet);
  await processes.until('distribution', async () => (await fetch(`http://${address}/v2/`)).ok);
  return {
    address,
    pid,
    stop: async () => {
      await processes.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
