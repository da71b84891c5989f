import { parseTemplate, sprigFunctions } from '@violet/gotemplate';
import { Failure } from '@violet/machinery';

/** The name that a template such as `web-{{ randAlpha 5 | lower }}` makes; throws in Go's words. */
export function nameFromTemplate(text: string): string {
  try {
    return parseTemplate('name-template', text, { functions: sprigFunctions() }).execute(null);
  } catch (error) {
    throw new Failure('Invalid', (error as Error).message, { cause: error });
  }
}
