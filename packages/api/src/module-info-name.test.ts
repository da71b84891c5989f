import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { moduleInfoName } from './module-info-name.ts';
import { sha256Hex } from './sha256.ts';

describe('the canonical name of a ModuleInfo', () => {
  it.each([
    ['global', 'web-cli', 'global-ee98c9991ea1464aaa8054bdacbab313'],
    ['global', 'logcenter', 'global-e671599464a5b1717732c5ba36079795'],
    ['business-1', 'logcenter', 'business-1-40e797a4de9697ada933390391d9d0b4'],
    ['ovn', 'prometheus', 'ovn-0954f21f0359720e8c115804376b3e7e'],
    ['business', 'gpu-device-plugin', 'business-c5b03393776ecd3d02e6590f4c1c07b8'],
  ])('of %s and %s is %s', (cluster, plugin, name) => {
    expect(moduleInfoName(cluster, plugin)).toBe(name);
  });

  it('rests on the same SHA-256 as everybody else, around every block boundary', () => {
    for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 128, 1000]) {
      const text = 'ä'.repeat(length >> 1) + 'x'.repeat(length & 1);
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });
});
