/** What our functions of chance, time and keys make is what Go accepts as its own. */
import { runProgram } from '@violet/gotemplate/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateClaims, certificateUses } from './certificates.ts';
import { buildOracle, type Claim, type Oracle } from './oracle.ts';
import { FLOOR, UNREPEATABLE } from './tally.ts';

const seed = Number(process.env['VIOLET_TEMPLATE_SEED'] ?? Date.now() % 2 ** 31);
/** How often what takes a tenth of a second or more is really done; other uses fail at once, where there are such. */
const COSTLY = 20;
/** They make an RSA key each time; with a given key the same is tested as often as the rest. */
const MAKE_RSA_KEYS = ['genCA', 'genSelfSignedCert', 'genSignedCert'];
const limitMs = 200_000;

let oracle: Oracle;
const uses = new Map<string, number>();
beforeAll(() => {
  oracle = buildOracle();
});
afterAll(() => {
  oracle?.remove();
});

function count(name: string, more = 1): void {
  uses.set(name, (uses.get(name) ?? 0) + more);
}

/** The output of a template that calls a function. */
function make(name: string, template: string, values: Record<string, unknown> = {}): string {
  count(name);
  const result = runProgram({ template, values });
  if ('error' in result) {
    throw new Error(result.error);
  }
  return result.output;
}

function times<T>(number: number, one: (index: number) => T): T[] {
  return Array.from({ length: number }, (_, index) => one(index));
}

async function expectAccepted(claims: readonly Claim[]): Promise<void> {
  const objections = await oracle.objections(claims);
  const rejected = claims.flatMap((claim, index) =>
    objections[index] === undefined
      ? []
      : [{ of: claim['like'] ?? claim.check, go: objections[index], value: claim.value }],
  );
  expect(rejected.slice(0, 3), `${rejected.length} of ${claims.length} rejected`).toEqual([]);
}

const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), { numRuns: FLOOR, seed });
const passwords = fc.sample(fc.string({ maxLength: 40 }), { numRuns: FLOOR, seed: seed + 1 });

describe('chance', () => {
  it.each([
    ['randAlpha', /^[A-Za-z]*$/, 52],
    ['randAlphaNum', /^[A-Za-z0-9]*$/, 62],
    ['randNumeric', /^[0-9]*$/, 10],
    ['randAscii', /^[ -~]*$/, 95],
  ])('gives %s of the length and the characters asked for, each of which comes up', (name, pattern, alphabet) => {
    const made = times(FLOOR, (index) => make(name, `{{ ${name} ${index} }}`));

    expect(made.map((one) => one.length)).toEqual(times(FLOOR, (index) => index));
    expect(made.filter((one) => !pattern.test(one))).toEqual([]);
    expect(new Set(made.join('')).size).toBe(alphabet);
  });

  it('gives bytes, numbers, permutations and UUIDs', async () => {
    const bytes = times(FLOOR, (index) => make('randBytes', `{{ randBytes ${index} | b64dec | len }}`));
    const numbers = times(FLOOR, (index) => Number(make('randInt', `{{ randInt -${index} ${index + 1} }}`)));
    const shuffled = passwords.map((text) => make('shuffle', '{{ shuffle .t }}', { t: text }));
    const ids = times(FLOOR, () => make('uuidv4', '{{ uuidv4 }}'));

    expect(bytes).toEqual(times(FLOOR, String));
    expect(numbers.filter((one, index) => !Number.isInteger(one) || Math.abs(one) > index)).toEqual([]);
    expect(shuffled.map((text) => Array.from(text).sort())).toEqual(passwords.map((text) => Array.from(text).sort()));
    expect(new Set(ids).size).toBe(FLOOR);
    await expectAccepted(ids.map((value) => ({ check: 'uuid', value })));
  });

  it('tells the time', () => {
    const start = Math.floor(Date.now() / 1000);
    const seconds = times(FLOOR, () => Number(make('now', '{{ now.Unix }}')));
    const ages = times(FLOOR, (index) => make('ago', `{{ now | date_modify "-${index}m" | ago }}`));

    expect(seconds.filter((one) => one < start || one > Date.now() / 1000)).toEqual([]);
    expect(ages.slice(0, 2).concat(ages[61] ?? '')).toEqual(['0s', '1m0s', '1h1m0s']);
  });
});

describe('passwords', () => {
  it('are hashed so that bcrypt in Go knows them again', { timeout: limitMs }, async () => {
    const real = passwords.slice(0, COSTLY).map((one) => one.replaceAll('\0', '0'));
    const hashes = real.map((password) => {
      return { check: 'bcrypt', password, value: make('bcrypt', '{{ bcrypt .p }}', { p: password }) };
    });
    const entries = real.map((password) => {
      const [, value = ''] = make('htpasswd', '{{ htpasswd "user" .p }}', { p: password }).split('user:');
      return { check: 'bcrypt', password, value };
    });
    // What fails at once: passwords that are too long, names with a colon.
    const failing = times(FLOOR - COSTLY, (index) => ({
      template: '{{ bcrypt (repeat .n "é") }} {{ htpasswd .u "p" }}',
      values: { n: { $int: String(37 + index) }, u: `u:${index}` },
    }));
    count('bcrypt', failing.length);
    count('htpasswd', failing.length);

    await expectAccepted([...hashes, ...entries]);
    expect(failing.map(runProgram)).toEqual(await oracle.run(failing));
  });

  it('are derived as Go derives them', { timeout: limitMs }, async () => {
    const shapes = ['maximum', 'long', 'medium', 'short', 'basic', 'pin'];
    const programs = times(COSTLY * 2, (index) => ({
      template: '{{ derivePassword 7 .shape .p .t "example.com" }}{{ derivePassword 4294967295 "none" .p .t .p }}',
      values: { shape: shapes[index % shapes.length], p: passwords[index], t: texts[index] },
    }));

    expect(programs.map(runProgram)).toEqual(await oracle.run(programs));
  });

  it('encrypt what Go decrypts with them, and decrypt what Go encrypts', async () => {
    const pairs = texts.map((text, index) => ({ t: text, p: passwords[index] ?? '' }));
    const ours = pairs.map((values) => ({
      check: 'aes',
      text: values.t,
      password: values.p,
      value: make('encryptAES', '{{ encryptAES .p .t }}', values),
    }));
    const theirs = await oracle.run(pairs.map((values) => ({ template: '{{ encryptAES .p .t }}', values })));
    const decrypted = theirs.map((result, index) => {
      const text = 'output' in result ? result.output : result.error;
      return runProgram({ template: '{{ decryptAES .p .c }}', values: { p: passwords[index], c: text } });
    });

    await expectAccepted(ours);
    expect(decrypted).toEqual(pairs.map(({ t }) => ({ output: t })));
  });
});

describe('keys and certificates', () => {
  it('are keys that Go writes the same way', { timeout: limitMs }, async () => {
    const kinds = [...times(100, () => 'ecdsa'), ...times(97, () => 'ed25519'), 'rsa', 'rsa', 'dsa'];
    const keys = kinds.map((kind) => ({ check: kind, value: make('genPrivateKey', `{{ genPrivateKey "${kind}" }}`) }));

    await expectAccepted(keys);
  });

  it('are certificates that verify and are what Go makes of the same key', { timeout: limitMs }, async () => {
    const claims = certificateClaims({ seed, each: FLOOR, costly: COSTLY });
    for (const [name, number] of certificateUses(claims)) {
      count(name, number);
    }

    await expectAccepted(claims.map(({ claim }) => claim));
  });
});

it(`uses each function ${FLOOR} times, those that make RSA keys ${COSTLY} times`, () => {
  const counts = [...UNREPEATABLE].map((name) => `${name} ${uses.get(name) ?? 0}`);
  process.stderr.write(`seed ${seed}: ${counts.join(' · ')}\n`);
  process.stderr.write(`of bcrypt's and htpasswd's ${COSTLY} hash, the others fail; RSA keys and hashes are slow\n`);
  const least = (name: string) => (MAKE_RSA_KEYS.includes(name) ? COSTLY : FLOOR);

  expect([...UNREPEATABLE].filter((name) => (uses.get(name) ?? 0) < least(name))).toEqual([]);
});
