// Writes the cases of catalogues and bundles with opm's answers: `VIOLET_PEERS_BIN=… node tools/peers/bundles/record.ts`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogCaseDirectory, type RecordedCase } from '@violet/bundles/testing';
import { printYaml } from '@violet/machinery';
import { catalogCases, countedThrough } from './cases/all-cases.ts';
import { bundleCases } from './cases/bundle-cases.ts';
import { answerTo } from './opm.ts';
import { renderFiles } from './render.ts';

const target = join(import.meta.dirname, '../../../packages/bundles/testdata');
const work = mkdtempSync(join(tmpdir(), 'catalog-cases-'));
for (const [group, cases] of Object.entries(catalogCases)) {
  const rows: RecordedCase[] = [];
  for (const [index, item] of cases.entries()) {
    const answer = await answerTo(item.files, join(work, `${group}-${index}`));
    rows.push({ ...item, problem: answer ?? null });
  }
  if (countedThrough.includes(group)) {
    const lines = rows.map((row) => JSON.stringify(row));
    write(`catalogs/${group}.json`, lines);
  } else writeFolders(group, rows);
}
const bundles: string[] = [];
for (const [index, item] of bundleCases.entries()) {
  const rendered = await renderFiles(item.files, join(work, `bundle-${index}`));
  bundles.push(JSON.stringify({ ...item, rendered: rendered ?? null }));
}
write('bundles.json', bundles);

function writeFolders(group: string, rows: readonly RecordedCase[]): void {
  rmSync(join(catalogCaseDirectory, group), { recursive: true, force: true });
  for (const [index, { problem, ...item }] of rows.entries()) {
    const words = item.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    const folder = join(catalogCaseDirectory, group, `${String(index + 1).padStart(3, '0')}-${words}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'case.yaml'), printYaml(item));
    writeFileSync(join(folder, 'expected.yaml'), printYaml({ problem }));
  }
}

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(target, file), `[\n${lines.join(',\n')}\n]\n`);
}

rmSync(work, { recursive: true });
