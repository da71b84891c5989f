import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder or file of the shared test data: beside the checkout, or where VIOLET_TESTDATA says. Undefined where it is not
 * there; CI must have it.
 */
export function testData(path: string): string | undefined {
  const root = process.env['VIOLET_TESTDATA'] ?? join(import.meta.dirname, '../../../shared/testdata');
  const found = join(root, path);
  if (existsSync(found)) return found;
  if (process.env['CI'] !== undefined) throw new Error(`the test data ${path} is not there`);
  return undefined;
}
