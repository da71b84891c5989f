import { type FunctionMap, varyingFunctions } from '../function.ts';
import { certificateFunctions } from './certificates.ts';
import { cipherFunctions } from './ciphers.ts';
import { dateFunctions } from './dates.ts';
import { DEFAULT_FUNCTIONS } from './defaults.ts';
import { DICTIONARY_FUNCTIONS } from './dictionaries.ts';
import { ENCODING_FUNCTIONS } from './encodings.ts';
import type { CryptoProvider, SprigEnvironment } from './environment.ts';
import { JSON_FUNCTIONS } from './json-functions.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { passwordFunctions } from './passwords.ts';
import { PATH_FUNCTIONS } from './paths.ts';
import { randomFunctions } from './random.ts';
import { REGEX_FUNCTIONS } from './regexes.ts';
import { STRING_FUNCTIONS } from './strings.ts';
import { surroundingFunctions } from './surroundings.ts';
import { URL_FUNCTIONS } from './urls.ts';
import { VERSION_FUNCTIONS } from './versions.ts';

const PURE_FUNCTIONS: FunctionMap = {
  ...STRING_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...DICTIONARY_FUNCTIONS,
  ...DEFAULT_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...REGEX_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...VERSION_FUNCTIONS,
  ...URL_FUNCTIONS,
  ...PATH_FUNCTIONS,
};

function missingCrypto(): never {
  throw new Error('no cryptography is available here');
}

/** All functions of sprig v3, with their exact results and errors. */
export function sprigFunctions(environment: Partial<SprigEnvironment> = {}): FunctionMap {
  const {
    clock = Date.now,
    random = (count) => crypto.getRandomValues(new Uint8Array(count)),
    timeZone = 'UTC',
    variable = () => '',
    resolveHost = () => [],
  } = environment;
  const cryptography = (): CryptoProvider => environment.crypto ?? missingCrypto();
  return {
    ...PURE_FUNCTIONS,
    ...varyingFunctions({
      ...dateFunctions(clock, timeZone),
      ...randomFunctions(random),
      ...passwordFunctions(random, cryptography),
      ...cipherFunctions(random, cryptography),
      ...certificateFunctions({ clock, random, crypto: cryptography }),
      ...surroundingFunctions({ variable, resolveHost }),
    }),
  };
}
