import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

describe('the places that catalogues may lead to', () => {
  it('are read from the command line', () => {
    const words = ['--catalog-address', '10.0.0.0/8', '--catalog-address', '*.example.com:50051'];
    expect(parseOptions(words).catalogAddresses).toEqual(['10.0.0.0/8', '*.example.com:50051']);
  });

  it('are refused at the start where they cannot be read, with what can', { timeout: 30_000 }, () => {
    const options = JSON.stringify(join(import.meta.dirname, 'options.ts'));
    const script = `(await import(${options})).parseOptions(['--catalog-address', '10.0.0.0/33'])`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('"10.0.0.0/33" is no place that could be allowed: write a host name');
  });
});
