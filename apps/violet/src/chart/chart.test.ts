import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartArtifact } from '@violet/charts';
import { aChartArchive, chartFiles } from '@violet/charts/testing';
import { connectRegistry, pushArtifact } from '@violet/oci';
import { openRegistry, serveRegistry } from '@violet/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-chart-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

const files = {
  'values.yaml': 'size: small\n',
  'values.schema.json': '{"properties":{"size":{"type":"string"}}}',
  'templates/a.yaml': 'kind: A\nmetadata: {name: {{ .Release.Name }}}\nsize: {{ .Values.size }}\n',
};

async function writeChart(name: string, own: Record<string, string | undefined> = files): Promise<void> {
  for (const [path, data] of chartFiles(own)) {
    await mkdir(join(cwd, name, path, '..'), { recursive: true });
    await writeFile(join(cwd, name, path), data);
  }
}

const template = (...words: string[]) => runViolet(['chart', 'template', ...words], { cwd });
const lint = (...words: string[]) => runViolet(['chart', 'lint', ...words], { cwd });
const printed = (size: string, name = 'web') =>
  `---\n# Source: demo/templates/a.yaml\nkind: A\nmetadata: {name: ${name}}\nsize: ${size}\n`;

describe('violet chart template', () => {
  it('renders a directory and an archive', async () => {
    await writeChart('demo');
    await writeFile(join(cwd, 'demo.tgz'), await aChartArchive(files));

    expect(await template('web', 'demo', '--set', 'size=large')).toEqual({
      code: 0,
      stdout: printed('large'),
      stderr: '',
    });
    expect(await template('demo.tgz')).toEqual({ code: 0, stdout: printed('small', 'release-name'), stderr: '' });
  });

  it('renders a chart from a registry', async () => {
    const server = await serveRegistry(await openRegistry({ directory: join(cwd, 'registry') }), { port: 0 });
    const registry = connectRegistry({ address: server.address, plain: true });
    const archive = await aChartArchive(files, { version: '1.0.0+build' });
    const artifact = chartArtifact({ apiVersion: 'v2', name: 'demo', version: '1.0.0+build' }, { archive });
    await pushArtifact(registry, 'acp/demo', '1.0.0_build', artifact);
    registry.close();

    const ours = await template(
      'web',
      `oci://${server.address}/acp/demo`,
      '--version',
      '1.0.0+build',
      '--plain',
      '--no-auth',
    );
    const missing = await template('web', `oci://${server.address}/acp/demo:2.0.0`, '--plain', '--no-auth');
    const unnamed = await template('web', `oci://${server.address}/acp/demo`, '--plain', '--no-auth');
    await server.close();

    expect(ours).toEqual({ code: 0, stdout: printed('small'), stderr: '' });
    expect(missing.stderr).toBe(`Error: chart ${server.address}/acp/demo:2.0.0 is not in the registry\n`);
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining('names no version') });
  });

  it('refuses values that the schema does not allow', async () => {
    await writeChart('demo');

    expect(await template('web', 'demo', '--set', 'size=3')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        "Error: values don't meet the specifications of the schema(s) in the following chart(s):\ndemo:\n- at '/size': got number, want string\n\n",
    });
  });

  it.each<[string, string[], number]>([
    ['an address of the web', ['web', 'https://example.com/demo.tgz'], 2],
    ['a version of a directory', ['web', 'demo', '--version', '1'], 2],
    ['values from the web', ['web', 'demo', '-f', 'https://example.com/values.yaml'], 1],
    ['too many words', ['web', 'demo', 'more'], 2],
    ['no words', [], 2],
  ])('refuses %s', async (_what, words, code) => {
    await writeChart('demo');

    expect(await template(...words)).toMatchObject({ code, stdout: '' });
  });

  it('follows links as Helm does, but not in a circle', async () => {
    await writeChart('demo');
    await mkdir(join(cwd, 'shared'));
    await writeFile(join(cwd, 'shared/b.yaml'), 'kind: B\n');
    await symlink(join(cwd, 'shared'), join(cwd, 'demo/templates/shared'));

    expect((await template('web', 'demo')).stdout).toContain('# Source: demo/templates/shared/b.yaml\nkind: B\n');

    await symlink(join(cwd, 'demo'), join(cwd, 'demo/templates/self'));
    expect((await template('web', 'demo')).stderr).toContain('contains itself by a link');
  });

  it('never writes out of --output-dir', async () => {
    await writeChart('demo');
    await mkdir(join(cwd, 'out/demo'), { recursive: true });
    await mkdir(join(cwd, 'elsewhere'));
    await symlink(join(cwd, 'elsewhere'), join(cwd, 'out/demo/templates'));

    const ran = await template('web', 'demo', '--output-dir', 'out');

    expect(ran).toMatchObject({
      code: 1,
      stderr: 'Error: demo/templates/a.yaml leads out of --output-dir: nothing is written there\n',
    });
    expect(await readdir(join(cwd, 'elsewhere'))).toEqual([]);
  });

  it.each([
    ['a file in the place of --output-dir', 'out', 'out'],
    ['a file above --output-dir', 'out', 'out/deep/er'],
    ['a file in the place of a directory', 'out/demo', 'out'],
    ['a directory in the place of a file', 'out/demo/templates/a.yaml/b', 'out'],
  ])('says what is in the way: %s', async (_what, file, outputDir) => {
    await writeChart('demo');
    await mkdir(join(cwd, file, '..'), { recursive: true });
    await writeFile(join(cwd, file), 'theirs');

    const ran = await template('web', 'demo', '--output-dir', outputDir);

    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: \S.* cannot be (made|written): (not|is) a directory\n$/),
    });
    expect(await readFile(join(cwd, file), 'utf8')).toBe('theirs');
  });

  it('names both templates where one has the name of a directory of the other', async () => {
    const archive = await aChartArchive({ 'templates/a': 'kind: A\n', 'templates/a/b.yaml': 'kind: B\n' });
    await writeFile(join(cwd, 'demo.tgz'), archive);

    const ran = await template('web', 'demo.tgz', '--output-dir', 'out');

    expect(ran).toMatchObject({
      code: 1,
      stderr:
        'Error: demo/templates/a and demo/templates/a/b.yaml cannot both be written: one is a directory of the other\n',
    });
  });

  it('makes no directory where a link leads out of --output-dir', async () => {
    await writeChart('demo', { 'templates/deep/a.yaml': 'kind: A\n' });
    await mkdir(join(cwd, 'out/demo'), { recursive: true });
    await mkdir(join(cwd, 'elsewhere'));
    await symlink(join(cwd, 'elsewhere'), join(cwd, 'out/demo/templates'));

    expect((await template('web', 'demo', '--output-dir', 'out')).stderr).toContain('leads out of --output-dir');
    expect(await readdir(join(cwd, 'elsewhere'))).toEqual([]);
  });

  it('shows a terminal no line that is written over another', async () => {
    await writeChart('demo', { 'templates/a.yaml': 'a: safe\rb: evil\r\nc: 1\n' });

    const { stdout } = await runViolet(['chart', 'template', 'demo'], { cwd, isTTY: true });

    expect(stdout).toContain('a: safe?b: evil\r\nc: 1\n');
  });

  it.each([
    ['larger than it may be', (file: string) => writeFile(file, '#'.repeat(1024 * 1024 + 1))],
    ['a directory', (file: string) => mkdir(file)],
  ])('refuses a .helmignore that is %s', async (_what, make) => {
    await writeChart('demo');
    await make(join(cwd, 'demo/.helmignore'));

    const ran = await template('web', 'demo');

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: .*\.helmignore .*\n$/) });
  });

  it('writes a file for each template', async () => {
    await writeChart('demo');

    const ran = await template('web', 'demo', '--output-dir', 'out', '--release-name');

    expect(ran).toMatchObject({ code: 0, stdout: 'wrote out/web/demo/templates/a.yaml\n\n' });
    expect(await readFile(join(cwd, 'out/web/demo/templates/a.yaml'), 'utf8')).toBe(`${printed('small')}`);
  });

  it('makes keys, as charts do', async () => {
    await writeChart('demo', { 'templates/a.yaml': 'kind: A\nkey: {{ genPrivateKey "ed25519" | quote }}\n' });

    expect((await template('web', 'demo')).stdout).toContain('BEGIN PRIVATE KEY');
  });
});

describe('violet chart lint', () => {
  it('says what is wrong, and ends with 1', async () => {
    await writeChart('demo', { ...files, 'templates/a.md': '' });

    expect(await lint('demo')).toEqual({
      code: 1,
      stdout:
        '==> Linting demo\n[INFO] Chart.yaml: icon is recommended\n' +
        "[ERROR] templates/a.md: file extension '.md' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt\n\n",
      stderr: 'Error: 1 chart(s) linted, 1 chart(s) failed\n',
    });
  });

  it('tells machines in JSON', async () => {
    await writeChart('demo');

    const ran = await lint('demo', 'none', '--output', 'json');

    expect(JSON.parse(ran.stdout)).toEqual([
      {
        path: 'demo',
        messages: [{ severity: 'INFO', path: 'Chart.yaml', message: 'icon is recommended' }],
        failed: false,
      },
      {
        path: 'none',
        messages: [],
        problem: 'unable to check Chart.yaml file in chart: stat none/Chart.yaml: no such file or directory',
        failed: true,
      },
    ]);
    expect(ran.code).toBe(1);
  });

  it('looks at subcharts too when it is asked to', async () => {
    await writeChart('demo');
    await writeChart('demo/charts/child');

    const ran = await lint('demo', '--with-subcharts');

    expect(ran.stdout).toContain('==> Linting demo/charts/child\n');
    expect(ran.stderr).toContain('2 chart(s) linted, 1 chart(s) failed');
  });

  it('is quiet of what is fine', async () => {
    await writeChart('demo');

    expect(await lint('demo', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
