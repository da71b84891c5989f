import { execFileSync, spawnSync } from 'node:child_process';
import { access, cp, link, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage, openPackage } from '@violet/archive';
import { aModulePlugin, aPlugin, bundleFiles, chartArchive, exampleRegistry } from '@violet/archive/testing';
import { printYaml } from '@violet/machinery';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

const artifact = `${exampleRegistry}/acp/chart-demo:v1.0.0`;
let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-local-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function violet(...args: string[]) {
  const ran = await runViolet([...args], { cwd });
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran;
}

const inCwd = (...names: string[]) => join(cwd, ...names);

/** A package that was made from memory, and what tar makes of it: an image layout with all that it holds. */
async function aLayout(): Promise<{ whole: Buffer }> {
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: inCwd('whole.tgz') });
  await mkdir(inCwd('layout'));
  execFileSync('tar', ['xzf', inCwd('whole.tgz')], { cwd: inCwd('layout') });
  return { whole: await readFile(inCwd('whole.tgz')) };
}

async function writeFiles(directory: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = inCwd(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

const chartFiles = {
  'Chart.yaml': printYaml({ apiVersion: 'v2', name: 'chart-demo', version: 'v1.0.0' }),
  'values.yaml': 'global: {}\n',
  'module-plugin.yaml': printYaml(aModulePlugin('demo', 'v1.0.0')),
  'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo}\n',
  '.helmignore': 'notes.txt\n',
  'notes.txt': 'not for others',
};

describe('an image layout', () => {
  it.each([
    ['a directory', () => 'layout'],
    ['a tar of one', () => tarOfLayout('layout.tar', '--format=ustar')],
    ['a tar as skopeo writes it', () => tarOfLayout('layout.tar', '--format=pax')],
  ])('gives the package that its registry would give, and asks none: %s', async (_what, prepare) => {
    const { whole } = await aLayout();
    const from = prepare();

    await violet('create', 'demo', '--artifact', artifact, '--from', from);
    await violet('package', 'demo', '--from', from);

    expect((await readFile(inCwd('demo.tgz'))).equals(whole)).toBe(true);
  });

  function tarOfLayout(name: string, format: string): string {
    execFileSync('tar', ['cf', inCwd(name), format, '-C', inCwd('layout'), '.']);
    return name;
  }

  it('that names an image by its tag alone may not stand for two', async () => {
    await aLayout();
    const path = inCwd('layout', 'index.json');
    const index = JSON.parse(await readFile(path, 'utf8'));
    const [first] = index.manifests;
    const named = { ...first, annotations: { 'org.opencontainers.image.ref.name': 'v1.0.0' } };
    await writeFile(path, JSON.stringify({ ...index, manifests: [named] }));
    await violet('create', 'demo', '--artifact', artifact, '--from', 'layout');

    const ran = await runViolet(['package', 'demo', '--from', 'layout'], { cwd });

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(`it cannot be ${artifact} as well`) });
    await expect(access(inCwd('demo.tgz'))).rejects.toThrow();
  });

  it('that names images in full is asked before one that names them by their tags alone', async () => {
    const { whole } = await aLayout();
    await cp(inCwd('layout'), inCwd('tags'), { recursive: true });
    const index = JSON.parse(await readFile(inCwd('layout', 'index.json'), 'utf8'));
    const [chart, image] = index.manifests;
    const write = (directory: string, manifests: unknown[]) =>
      writeFile(inCwd(directory, 'index.json'), JSON.stringify({ ...index, manifests }));
    await write('layout', [image]);
    await write('tags', [{ ...chart, annotations: { 'org.opencontainers.image.ref.name': 'v1.0.0' } }]);

    await violet('create', 'demo', '--artifact', artifact, '--from', 'tags');
    await violet('package', 'demo', '--from', 'tags', '--from', 'layout');

    expect((await readFile(inCwd('demo.tgz'))).equals(whole)).toBe(true);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['that is compressed', async () => execFileSync('gzip', [inCwd('from')]), /no such file/],
    [
      'that is cut off',
      async () => writeFile(inCwd('from'), (await readFile(inCwd('from'))).subarray(0, 9000)),
      /nor a sound tar/,
    ],
    ['that is none', () => writeFile(inCwd('from'), 'hello'.repeat(1000)), /neither a directory nor a sound tar/],
  ])('is refused: one %s', async (_what, spoil, message) => {
    await aLayout();
    execFileSync('tar', ['cf', inCwd('from'), '-C', inCwd('layout'), '.']);
    await spoil();

    const ran = await runViolet(['create', 'demo', '--artifact', artifact, '--from', 'from'], { cwd });

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  });
});

describe('a chart on disk', () => {
  it('becomes a package before any registry has it', async () => {
    await writeFiles('chart', chartFiles);

    await violet('create', 'demo', '--artifact', artifact, '--from', 'chart');
    await violet('package', 'demo');

    expect((await violet('show', 'demo.tgz', '--all')).stdout).toContain(`Artifact: ${artifact}\nRelateImages: []\n`);
    expect((await readdir(inCwd('demo'))).sort()).toEqual(['artifact', 'manifest.yaml', 'module-plugin.yaml']);
    const names = await namesInChart();
    expect(names[0]).toBe('chart-demo/Chart.yaml');
    expect(names).toContain('chart-demo/templates/config.yaml');
    expect(names).not.toContain('chart-demo/notes.txt');
  });

  it('gives the same bytes in another directory, at another time, in another zone and under another umask', async () => {
    await writeFiles('chart', chartFiles);
    await violet('create', 'demo', '--artifact', artifact, '--from', 'chart');
    await violet('package', 'demo', '--output-file', 'one.tgz');
    const umask = process.umask(0o077);
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      await writeFiles('elsewhere', Object.fromEntries(Object.entries(chartFiles).reverse()));
      await utimes(inCwd('elsewhere', 'Chart.yaml'), 1, 1);
      await violet('create', 'demo', '--artifact', artifact, '--from', 'elsewhere', '--force');
      await violet('package', 'demo', '--output-file', 'two.tgz');
    } finally {
      process.umask(umask);
      delete process.env['TZ'];
    }

    expect((await readFile(inCwd('one.tgz'))).equals(await readFile(inCwd('two.tgz')))).toBe(true);
  });

  it('is taken as `helm package` made it, with its provenance', async () => {
    const archive = await chartArchive('chart-demo', chartFiles);
    await writeFile(inCwd('chart-demo-v1.0.0.tgz'), archive);
    await writeFile(inCwd('chart-demo-v1.0.0.tgz.prov'), 'signed');

    await violet('create', 'demo', '--artifact', artifact, '--from', 'chart-demo-v1.0.0.tgz');
    await violet('package', 'demo');

    const blobs = await blobsOf('demo.tgz');
    expect(blobs.some((bytes) => bytes.equals(archive))).toBe(true);
    expect(blobs.map(String)).toContain('signed');
  });

  it('of another time gives way to the registry when the package is created again without it', async () => {
    await aLayout();
    await writeFiles('chart', chartFiles);
    await violet('create', 'demo', '--artifact', artifact, '--from', 'chart');

    await violet('create', 'demo', '--artifact', artifact, '--from', 'layout', '--force');

    await expect(access(inCwd('demo', 'artifact'))).rejects.toThrow();
  });

  async function namesInChart(): Promise<string[]> {
    const chart = (await blobsOf('demo.tgz')).find((bytes) => bytes.readUInt16BE() === 0x1f8b);
    return execFileSync('tar', ['tz'], { input: chart ?? '', encoding: 'utf8' })
      .trim()
      .split('\n');
  }

  async function blobsOf(name: string): Promise<Buffer[]> {
    await using stack = new AsyncDisposableStack();
    const file = stack.adopt(await openPackage(inCwd(name)), (one) => one.close());
    return Promise.all([...file.digests()].map((digest) => file.readBlob(digest, 1_000_000)));
  }
});

describe("an operator bundle's directory", () => {
  it('becomes a package of the images that it names', async () => {
    const bundle = `${exampleRegistry}/acp/demo-operator-bundle:v1.2.0`;
    const { files } = bundleFiles('demo-operator', '1.2.0', `${exampleRegistry}/acp/demo-operator:v1.2.0`);
    await writeFiles('bundle', { ...files, 'README.md': 'not for others' });

    await violet('create', 'demo-operator', '--artifact', bundle, '--from', 'bundle', '--skip-package-images');
    const packaged = await violet('package', 'demo-operator');

    expect(packaged.stderr).toMatch(/^1 image, \d/);
    expect((await violet('show', 'demo-operator.tgz', '--all')).stdout).toBe(
      [
        'Name: The demo-operator',
        'Type: bundle',
        'Arch: [linux/amd64]',
        'Version: 1.2.0',
        `Artifact: ${bundle}`,
        `RelateImages: [${exampleRegistry}/acp/demo-operator:v1.2.0]`,
        '',
      ].join('\n'),
    );
  });
});

it.each([
  ['a directory that is none of these', 'empty', /neither a chart, nor an operator bundle, nor an OCI image layout/],
  ['what is not there', 'absent', /no such file or directory/],
])('--from refuses %s', async (_what, from, message) => {
  await mkdir(inCwd('empty'));

  const ran = await runViolet(['create', 'demo', '--artifact', artifact, '--from', from], { cwd });

  expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
});

it.runIf(process.platform === 'linux')(
  'violet create says that a file system makes no directory',
  { timeout: 60_000 },
  async () => {
    await aLayout();
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));

    // In a process of its own: a way that never ends could not be stopped in this one.
    const ended = spawnSync(
      process.execPath,
      [main, 'create', 'demo', '--artifact', artifact, '--from', inCwd('layout')],
      {
        cwd: '/proc',
        timeout: 50_000,
        killSignal: 'SIGKILL',
        encoding: 'utf8',
      },
    );

    expect(ended).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Error: /proc/demo cannot be written: ENOENT'),
    });
  },
);

describe('violet package --base', () => {
  it('leaves out what the bases have, and says so', async () => {
    await aLayout();
    const next = await aPlugin('demo', 'v1.1.0', { 'demo-old': Buffer.alloc(9000, 'the same') });
    const base = await aPlugin('other', 'v1.0.0', { 'other-old': Buffer.alloc(9000, 'the same') });
    await buildPackage({ ...base, output: inCwd('other.tgz') });
    await buildPackage({ ...next, output: inCwd('next.tgz') });
    await rm(inCwd('layout'), { recursive: true });
    await mkdir(inCwd('layout'));
    execFileSync('tar', ['xzf', inCwd('next.tgz')], { cwd: inCwd('layout') });
    await violet('create', 'demo', '--artifact', artifact.replace('v1.0.0', 'v1.1.0'), '--from', 'layout');

    const named = await violet('package', 'demo', '--from', 'layout', '--base', 'other.tgz', '--base', 'whole.tgz');
    await cp(inCwd('demo.tgz'), inCwd('named.tgz'));
    const listed = await violet('package', 'demo', '--from', 'layout', ...(await installed('other', 'v1.0.0')));

    expect(named.stderr).toContain('; 1 layer, 8.8 KiB, left to other v1.0.0\n');
    expect(listed.stderr).toContain('packages has no package of absent-operator 1.0.0\n');
    expect((await readFile(inCwd('demo.tgz'))).equals(await readFile(inCwd('named.tgz')))).toBe(true);
  });

  /** What `violet list` writes, and a directory of packages. */
  async function installed(name: string, version: string): Promise<string[]> {
    await mkdir(inCwd('packages'));
    await cp(inCwd(`${name}.tgz`), inCwd('packages', 'renamed.tgz'));
    await writeFile(inCwd('packages', 'strange.tgz'), 'no package');
    const applications = {
      [name]: { displayName: name, type: 'ModulePlugin', installed: [{ clusterName: 'global', version }] },
      'absent-operator': {
        displayName: 'Absent',
        type: 'OperatorBundle',
        installed: [{ clusterName: 'global', version: '1.0.0' }],
      },
    };
    await writeFile(inCwd('apps.yaml'), printYaml({ applications }));
    return ['--base', 'apps.yaml', '--base-dir', 'packages'];
  }

  it.each([
    ['a list without its packages', ['--base', 'apps.yaml'], /without --base-dir/],
    ['packages without a list', ['--base-dir', '.'], /without what `violet list` wrote/],
    ['a directory in place of a file', ['--output-file', 'layout/'], /"layout\/" is a directory/],
    ['the directory itself', ['--output', '.'], /"\." is a directory/],
  ])('refuses %s', async (_what, flags, message) => {
    await aLayout();
    await violet('create', 'demo', '--artifact', artifact, '--from', 'layout');

    const ran = await runViolet(['package', 'demo', '--from', 'layout', ...flags], { cwd });

    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  it.each([
    ['by its default name', []],
    ['by the name of a link to it', ['--output-file', 'link.tgz']],
  ])('refuses to replace the base %s', async (_what, flags) => {
    await aLayout();
    await buildPackage({ ...(await aPlugin('demo', 'v0.9.0')), output: inCwd('demo.tgz') });
    await link(inCwd('demo.tgz'), inCwd('link.tgz'));
    const former = await readFile(inCwd('demo.tgz'));
    await violet('create', 'demo', '--artifact', artifact, '--from', 'layout');

    const ran = await runViolet(['package', 'demo', '--from', 'layout', '--base', 'demo.tgz', ...flags], { cwd });

    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`would replace its base ${inCwd('demo.tgz')}`),
    });
    expect((await readFile(inCwd('demo.tgz'))).equals(former)).toBe(true);
  });
});
