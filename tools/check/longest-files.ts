import { sourceFiles } from './source-files.ts';

/** `lines path`, the longest first; tests are left out. */
export function longestFiles(count: number): string {
  return sourceFiles()
    .filter(({ isTest }) => !isTest)
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .sort((left, right) => right.lines - left.lines)
    .slice(0, count)
    .map(({ path, lines }) => `${String(lines).padStart(6)} ${path}`)
    .join('\n');
}
