import { goQuote } from '@violet/gotemplate';
import { Failure } from '@violet/machinery';

const pattern = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const maxLength = 53;

/** Throws, in Helm's words, if a release cannot have this name. */
export function checkReleaseName(name: string): void {
  if (name === '') throw refuse(name, 'no name provided');
  if (name.length > maxLength || !new RegExp(pattern).test(name)) {
    throw refuse(
      name,
      `invalid release name, must match regex ${pattern} and the length must not be longer than ${maxLength}`,
    );
  }
}

const refuse = (name: string, problem: string) => new Failure('Invalid', `release name ${goQuote(name)}: ${problem}`);
