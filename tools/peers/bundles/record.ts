// Writes the cases of catalogues and bundles with opm's answers: `VIOLET_PEERS_BIN=… node tools/peers/bundles/record.ts`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogCases } from './cases/all-cases.ts';
import { bundleCases } from './cases/bundle-cases.ts';
import { answerTo } from './opm.ts';
import { renderFiles } from './render.ts';

const target = join(import.meta.dirname, '../../../packages/bundles/testdata');
const work = mkdtempSync(join(tmpdir(), 'catalog-cases-'));
for (const [file, cases] of Object.entries(catalogCases)) {
  const lines: string[] = [];
  for (const [index, item] of cases.entries()) {
    const answer = await answerTo(item.files, join(work, `${file}-${index}`));
    lines.push(JSON.stringify({ ...item, problem: answer ?? null }));
  }
  write(`catalogs/${file}.json`, lines);
}
const bundles: string[] = [];
for (const [index, item] of bundleCases.entries()) {
  const rendered = await renderFiles(item.files, join(work, `bundle-${index}`));
  bundles.push(JSON.stringify({ ...item, rendered: rendered ?? null }));
}
write('bundles.json', bundles);

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(target, file), `[\n${lines.join(',\n')}\n]\n`);
}

rmSync(work, { recursive: true });
