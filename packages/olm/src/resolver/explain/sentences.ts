import type { Visible } from '../constraints/bundle-variables.ts';
import type { ResolveRequest } from '../request.ts';

/** What is in the way, and what to do about it. */
export interface Sentences {
  readonly message: string;
  readonly hint: string;
}

/** What an explanation may look at beside the conflict. */
export interface Surroundings {
  readonly request: ResolveRequest;
  readonly visible: Visible;
}
