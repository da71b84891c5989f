import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importTable } from './import-table.ts';
import { root } from './source-files.ts';

const folders = ['docs', ...Object.keys(importTable), 'samples'];
const documents = [
  join(root, 'README.md'),
  join(root, 'CONTRIBUTING.md'),
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name)),
  ),
].map((file) => ({ file, name: relative(root, file), text: readFileSync(file, 'utf8') }));

describe('the documents', () => {
  it('link to what is there', () => {
    const broken = documents.flatMap(({ file, name, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(dirname(file), target)))
        .map((target) => `${name} links to ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name files and folders that are there', () => {
    const broken = documents.flatMap(({ name, text }) =>
      [...text.matchAll(/`((?:packages|apps|tools|docs|samples|e2e|benchmarks)\/[\w./-]+)`/g)]
        .map(([, path = '']) => path)
        // What `npm run samples` makes is not in the checkout.
        .filter((path) => !path.startsWith('samples/dist') && !existsSync(join(root, path)))
        .map((path) => `${name} names ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it('number every decision once, without a gap', () => {
    const numbers = readdirSync(join(root, 'docs/decisions')).map((name) => Number(name.slice(0, 4)));
    expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_, index) => index + 1));
  });
});
