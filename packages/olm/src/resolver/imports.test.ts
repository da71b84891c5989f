import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const home = import.meta.dirname;

describe('the resolver', () => {
  it('imports nothing from outside its folder', () => {
    const files = globSync('**/*.ts', { cwd: home }).filter((file) => !file.endsWith('.test.ts'));
    const outside = files.flatMap((file) => {
      const imported = [...readFileSync(join(home, file), 'utf8').matchAll(/ from '(.+?)'/g)].map(
        ([, from = '']) => from,
      );
      return imported.filter((from) => {
        const path = relative(home, join(home, dirname(file), from));
        return !from.startsWith('.') || path.startsWith('..');
      });
    });

    expect(files.length).toBeGreaterThan(30);
    expect(outside).toEqual([]);
  });
});
