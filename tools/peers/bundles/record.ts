// Writes the cases of catalogues with opm's answers: `VIOLET_PEERS_BIN=… node tools/peers/bundles/record.ts`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogCases } from './cases/all-cases.ts';
import { answerTo } from './opm.ts';

const target = join(import.meta.dirname, '../../../packages/bundles/testdata/catalogs');
const work = mkdtempSync(join(tmpdir(), 'catalog-cases-'));
for (const [file, cases] of Object.entries(catalogCases)) {
  const lines: string[] = [];
  for (const [index, item] of cases.entries()) {
    const answer = await answerTo(item.files, join(work, `${file}-${index}`));
    lines.push(JSON.stringify({ ...item, problem: answer ?? null }));
  }
  writeFileSync(join(target, `${file}.json`), `[\n${lines.join(',\n')}\n]\n`);
}
rmSync(work, { recursive: true });
