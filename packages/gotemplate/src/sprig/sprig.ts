import type { FunctionMap } from '../function.ts';
import { DEFAULT_FUNCTIONS } from './defaults.ts';
import { DICTIONARY_FUNCTIONS } from './dictionaries.ts';
import { ENCODING_FUNCTIONS } from './encodings.ts';
import type { SprigEnvironment } from './environment.ts';
import { JSON_FUNCTIONS } from './json-functions.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { REGEX_FUNCTIONS } from './regexes.ts';
import { STRING_FUNCTIONS } from './strings.ts';

/** All functions of sprig v3, with their exact results and errors. */
export function sprigFunctions(_environment: Partial<SprigEnvironment> = {}): FunctionMap {
  return {
    ...STRING_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...LIST_FUNCTIONS,
    ...DICTIONARY_FUNCTIONS,
    ...DEFAULT_FUNCTIONS,
    ...JSON_FUNCTIONS,
    ...REGEX_FUNCTIONS,
    ...ENCODING_FUNCTIONS,
  };
}
