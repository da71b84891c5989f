import type { Call } from '../call.ts';
import { notServed } from '../route.ts';

/** Answers `/openapi/v2`, `/openapi/v3` and `/openapi/v3/<group version>`. */
export async function answerOpenApi(_call: Call): Promise<void> {
  throw notServed();
}
