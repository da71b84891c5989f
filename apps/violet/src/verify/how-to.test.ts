import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin, aVendor } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/verify-packages.md'), 'utf8');

/** Each command of the page, with the lines that it shows. */
const examples = [...page.matchAll(/^\$ npx violet (.*)\n((?:(?!```|\$ ).*\n)*)/gm)].map(
  ([, command = '', output = '']) => ({ command, lines: output.split('\n').filter((line) => line !== '') }),
);
/** Those that end with 3, as the page says. */
const failing = /somebody|--require gpg/;

let cwd: string;
let home: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-how-to-'));
  home = join(cwd, 'home');
  const at = (name: string) => join(cwd, 'packages', `${name}.tgz`);
  await mkdir(join(cwd, 'packages'));
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: at('demo-plugin') });
  for (const name of ['mysql-operator', 'nginx-controller', 'redis-operator']) await cp(at('demo-plugin'), at(name));
  const [vendor, somebody] = await Promise.all([aVendor(), aVendor('Somebody')]);
  await vendor.sign(at('mysql-operator'));
  await vendor.sign(at('redis-operator'));
  const hash = createHash('sha256').update(await readFile(at('nginx-controller')));
  await writeFile(`${at('nginx-controller')}.sha256`, `${hash.digest('hex')}  nginx-controller.tgz\n`);
  await writeFile(join(cwd, 'vendor.asc'), vendor.publicKey);
  await writeFile(join(cwd, 'somebody.asc'), somebody.publicKey);
  await mkdir(join(home, '.config/violet/trusted-keys'), { recursive: true });
  await cp(join(cwd, 'vendor.asc'), join(home, '.config/violet/trusted-keys/vendor.asc'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe('the how-to about verifying packages', () => {
  it.each(examples)('shows what happens: $command', async ({ command, lines }) => {
    const { code, stdout, stderr } = await runViolet(command.split(' '), { cwd, env: { HOME: home } });
    const said = (stdout + stderr).replaceAll(`${cwd}/`, '');

    expect({ code, stderr }).toMatchObject({ code: failing.test(command) ? 3 : 0 });
    for (const line of lines) expect(said).toContain(line);
  });

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(4);
  });
});
