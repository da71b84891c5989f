/** What our functions of chance, time and keys make is what Go accepts as its own. */
import { runProgram } from '@violet/gotemplate/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateClaim, certificatePlans, output } from './certificates.ts';
import { buildOracle, type Claim, type Oracle } from './oracle.ts';
import { runInThreads } from './program-threads.ts';
import { FLOOR, UNREPEATABLE } from './tally.ts';

const seed = Number(process.env['VIOLET_TEMPLATE_SEED'] ?? Date.now() % 2 ** 31);
const limitMs = 200_000;

let oracle: Oracle;
const uses = new Map<string, number>();
beforeAll(() => {
  oracle = buildOracle();
});
afterAll(() => {
  oracle?.remove();
});

/** For a template that gave what it was to give. */
function countUses(template: string): void {
  for (const [name] of template.matchAll(/\w+/g)) {
    if (UNREPEATABLE.has(name)) {
      uses.set(name, (uses.get(name) ?? 0) + 1);
    }
  }
}

/** The output of a template. */
function make(template: string, values: Record<string, unknown> = {}): string {
  const text = output(runProgram({ template, values }));
  countUses(template);
  return text;
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
    const made = times(FLOOR, (index) => make(`{{ ${name} ${index} }}`));

    expect(made.map((one) => one.length)).toEqual(times(FLOOR, (index) => index));
    expect(made.filter((one) => !pattern.test(one))).toEqual([]);
    expect(new Set(made.join('')).size).toBe(alphabet);
  });

  it('gives bytes, numbers, permutations and UUIDs', async () => {
    const bytes = times(FLOOR, (index) => make(`{{ randBytes ${index} | b64dec | len }}`));
    const numbers = times(FLOOR, (index) => Number(make(`{{ randInt -${index} ${index + 1} }}`)));
    const shuffled = passwords.map((text) => make('{{ shuffle .t }}', { t: text }));
    const ids = times(FLOOR, () => make('{{ uuidv4 }}'));

    expect(bytes).toEqual(times(FLOOR, String));
    expect(numbers.filter((one, index) => !Number.isInteger(one) || Math.abs(one) > index)).toEqual([]);
    expect(shuffled.map((text) => Array.from(text).sort())).toEqual(passwords.map((text) => Array.from(text).sort()));
    expect(new Set(ids).size).toBe(FLOOR);
    await expectAccepted(ids.map((value) => ({ check: 'uuid', value })));
  });

  it('tells the time', () => {
    const start = Math.floor(Date.now() / 1000);
    const seconds = times(FLOOR, () => Number(make('{{ now.Unix }}')));
    const ages = times(FLOOR, (index) => make(`{{ now | date_modify "-${index}m" | ago }}`));

    expect(seconds.filter((one) => one < start || one > Date.now() / 1000)).toEqual([]);
    expect(ages.slice(0, 2).concat(ages[61] ?? '')).toEqual(['0s', '1m0s', '1h1m0s']);
  });
});

describe('passwords', () => {
  it('are hashed so that bcrypt in Go knows them again', { timeout: limitMs }, async () => {
    const real = passwords.map((one) => one.replaceAll('\0', '0'));
    const templates = ['{{ bcrypt .p }}', '{{ (split "user:" (htpasswd "user" .p))._1 }}'];
    const programs = templates.flatMap((template) => real.map((p) => ({ template, values: { p } })));
    const hashes = (await runInThreads(programs)).map(output);

    await expectAccepted(
      programs.map(({ values: { p } }, at) => ({ check: 'bcrypt', password: p, value: hashes[at] ?? '' })),
    );
    for (const { template } of programs) {
      countUses(template);
    }
  });

  it('are refused as Go refuses them where they are too long, or names have a colon', async () => {
    const failing = times(20, (index) => ({
      template: '{{ bcrypt (repeat .n "é") }} {{ htpasswd .u "p" }}',
      values: { n: { $int: String(37 + index) }, u: `u:${index}` },
    }));

    expect(failing.map(runProgram)).toEqual(await oracle.run(failing));
  });

  it('are derived as Go derives them', { timeout: limitMs }, async () => {
    const shapes = ['maximum', 'long', 'medium', 'short', 'basic', 'pin'];
    const programs = times(40, (index) => ({
      template: '{{ derivePassword 7 .shape .p .t "example.com" }}{{ derivePassword 4294967295 "none" .p .t .p }}',
      values: { shape: shapes[index % shapes.length], p: passwords[index], t: texts[index] },
    }));

    const [ours, theirs] = await Promise.all([runInThreads(programs), oracle.run(programs)]);
    expect(ours).toEqual(theirs);
  });

  it('encrypt what Go decrypts with them, and decrypt what Go encrypts', async () => {
    const pairs = texts.map((text, index) => ({ t: text, p: passwords[index] ?? '' }));
    const ours = pairs.map((values) => ({
      check: 'aes',
      text: values.t,
      password: values.p,
      value: make('{{ encryptAES .p .t }}', values),
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
    const keys = kinds.map((kind) => ({ check: kind, value: make(`{{ genPrivateKey "${kind}" }}`) }));

    await expectAccepted(keys);
  });

  it('are certificates that verify and are what Go makes of the same key', { timeout: limitMs }, async () => {
    const plans = certificatePlans(seed, FLOOR);
    const results = await runInThreads(plans.map(({ program }) => program));

    await expectAccepted(plans.map((plan, at) => certificateClaim(plan, results[at] ?? { error: 'nothing' })));
    for (const { program } of plans) {
      countUses(program.template);
    }
  });
});

it(`uses each function ${FLOOR} times`, () => {
  const counts = [...UNREPEATABLE].map((name) => `${name} ${uses.get(name) ?? 0}`);
  process.stderr.write(`seed ${seed}: ${counts.join(' · ')}\n`);

  expect([...UNREPEATABLE].filter((name) => (uses.get(name) ?? 0) < FLOOR)).toEqual([]);
});
