import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** Answers of a slow program, kept in a folder by its question: comparing again after a mend is then a matter of seconds. */
export async function remembered<T>(folder: string | undefined, question: unknown, ask: () => Promise<T>): Promise<T> {
  if (folder === undefined) return await ask();
  const key = createHash('sha256').update(JSON.stringify(question)).digest('hex');
  const file = join(folder, `${key}.json.gz`);
  if (existsSync(file)) return JSON.parse(gunzipSync(readFileSync(file)).toString()) as T;
  const answer = await ask();
  if (answer === undefined) return answer;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, gzipSync(JSON.stringify(answer), { level: 1 }));
  return answer;
}
