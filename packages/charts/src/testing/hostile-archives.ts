import { gzip, type RawEntry, rawArchive, rawTar } from './raw-tar.ts';

/** An archive that is no honest chart, and why it is refused. */
export interface HostileArchive {
  what: string;
  archive: () => Promise<Uint8Array>;
  message: string;
  /** Helm takes it, or says it differently. */
  ours?: true;
  /** Takes seconds to make, so it is only tried beside Helm; smaller limits are tested everywhere. */
  large?: true;
}

const chartYaml: RawEntry = { name: 'demo/Chart.yaml', data: 'apiVersion: v2\nname: demo\nversion: 0.1.0\n' };
const named = (name: string): RawEntry[] => [chartYaml, { name, data: 'x' }];
const megabytes = (count: number) => new Uint8Array(count * 1024 * 1024);
const packed = (entries: readonly RawEntry[]) => () => rawArchive(entries);
const link = 'chart illegally contains a link or device: "x"';

/** What has been done to readers of archives, ours among them. */
export const hostileArchives: readonly HostileArchive[] = [
  ...['../../etc/passwd', 'demo/../../x', 'demo/a/../../../x', 'demo\\..\\..\\x', 'demo/..x/../..'].map((name) => ({
    what: `the path ${name}`,
    archive: packed(named(name)),
    message: 'chart illegally references parent directory',
  })),
  ...['demo//etc/passwd', 'demo\\\\etc\\passwd'].map((name) => ({
    what: `the path ${name}`,
    archive: packed(named(name)),
    message: 'chart illegally contains absolute paths',
  })),
  ...['demo/c:/windows', 'demo\\c:\\windows', 'demo/./C:/x'].map((name) => ({
    what: `the path ${name}`,
    archive: packed(named(name)),
    message: 'chart contains illegally named files',
  })),
  {
    what: 'a file that is not in a directory',
    archive: packed([{ name: 'Chart.yaml', data: 'name: x' }]),
    message: 'chart illegally contains content outside the base directory: "Chart.yaml"',
  },
  {
    what: 'a directory called Chart.yaml',
    archive: packed([chartYaml, { name: 'Chart.yaml/x', data: 'x' }]),
    message: 'chart yaml not in base directory',
  },
  ...(
    [
      ['a symbolic link', '2', '../../etc/passwd'],
      ['a symbolic link to an absolute path', '2', '/etc/passwd'],
      ['a hard link', '1', 'demo/Chart.yaml'],
      ['a hard link out of the chart', '1', '../x'],
      ['a character device', '3', ''],
      ['a block device', '4', ''],
      ['a pipe', '6', ''],
    ] as const
  ).map(([what, type, linkname]) => ({
    what,
    archive: packed([chartYaml, { name: 'demo/x', type, linkname }]),
    message: link,
    ours: true as const,
  })),
  {
    what: 'a link in place of a directory, and a file through it',
    archive: packed([chartYaml, { name: 'demo/x', type: '2', linkname: '/tmp' }, { name: 'demo/x/y', data: 'z' }]),
    message: link,
    ours: true,
  },
  {
    what: 'a lock that is a link',
    archive: packed([chartYaml, { name: 'demo/Chart.lock', type: '2', linkname: '/root/.bashrc' }]),
    message: 'chart illegally contains a link or device: "Chart.lock"',
    ours: true,
  },
  {
    what: 'a file of six megabytes',
    archive: packed([chartYaml, { name: 'demo/zeros', data: megabytes(6) }]),
    message: 'decompressed chart file "demo/zeros" is larger than the maximum file size 5242880',
  },
  {
    what: 'a hundred megabytes in files of four',
    large: true,
    archive: packed([
      chartYaml,
      ...Array.from({ length: 26 }, (_, at) => ({ name: `demo/f${at}`, data: megabytes(4) })),
    ]),
    message: 'decompressed chart is larger than the maximum file size 104857600',
  },
  {
    what: 'twenty thousand files and one',
    large: true,
    archive: packed([chartYaml, ...Array.from({ length: 20_000 }, (_, at) => ({ name: `demo/${at}` }))]),
    message: 'the chart archive has too many files',
    ours: true,
  },
  ...(
    [
      ['of eight gigabytes', '77777777777\0', 'decompressed chart is larger than the maximum file size 104857600'],
      ['of a megabyte that is not there', '00004000000\0', 'unexpected EOF'],
      ['that is no number', 'abcdefghijk\0', 'archive/tar: invalid tar header'],
      ['that is negative', '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff', 'archive/tar: invalid tar header'],
      ['of minus one block', '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe\x00', 'archive/tar: invalid tar header'],
      ['beyond 63 bits', '\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff', 'archive/tar: invalid tar header'],
    ] as const
  ).map(([what, size, message]) => ({
    what: `a size ${what}`,
    archive: packed([chartYaml, { name: 'demo/x', size: Uint8Array.from(size, (one) => one.charCodeAt(0)) }]),
    message,
  })),
  ...(
    [
      ['a path with NUL', { path: 'demo/a\0b' }],
      ['a negative size', { size: '-512' }],
      ['a size that is no number', { size: 'many' }],
      ['a key with NUL', { 'a\0b': 'x' }],
    ] as const
  ).map(([what, pax]) => ({
    what: `an extended header with ${what}`,
    archive: packed([chartYaml, { name: 'demo/x', data: 'x', pax }]),
    message: 'archive/tar: invalid tar header',
  })),
  {
    what: 'an extended header that leads out of the chart',
    archive: packed([chartYaml, { name: 'demo/x', data: 'x', pax: { path: 'demo/../../x' } }]),
    message: 'chart illegally references parent directory',
  },
  {
    what: 'a sparse file',
    archive: packed([chartYaml, { name: 'demo/x', type: 'S' }]),
    message: 'archive/tar: sparse files are not supported',
    ours: true,
  },
  {
    what: 'a wrong checksum',
    archive: packed([chartYaml, { name: 'demo/x', checksumOff: 3 }]),
    message: 'archive/tar: invalid tar header',
  },
  {
    what: 'an end in the middle of a header',
    archive: () => gzip(rawTar([chartYaml]).subarray(0, 1300)),
    message: 'unexpected EOF',
  },
  { what: 'no entries', archive: packed([]), message: 'no files in chart archive' },
  {
    what: 'only directories',
    archive: packed([{ name: 'demo/', type: '5' }]),
    message: 'no files in chart archive',
  },
  {
    what: 'no Chart.yaml',
    archive: packed([{ name: 'demo/values.yaml', data: 'a: 1' }]),
    message: 'Chart.yaml file is missing',
  },
  ...['..', '.', 'a/b', '../../x', 'a/../b'].map((name) => ({
    what: `a chart named ${name}`,
    archive: packed([{ name: 'demo/Chart.yaml', data: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n` }]),
    message: `validation: chart.metadata.name "${name}" is ${name.startsWith('.') && !name.includes('/') ? 'not allowed' : 'invalid'}`,
  })),
  {
    what: 'a chart named /',
    archive: packed([{ name: 'demo/Chart.yaml', data: 'apiVersion: v2\nname: /\nversion: 0.1.0\n' }]),
    message: 'validation: chart.metadata.name "/" is invalid',
    ours: true,
  },
  ...['1.0.0/../x', '../1.0.0', '1.0.0\\0', `1.${'0'.repeat(300)}x`].map((version) => ({
    what: `a version of ${version.slice(0, 20)}`,
    archive: packed([{ name: 'demo/Chart.yaml', data: `apiVersion: v2\nname: demo\nversion: "${version}"\n` }]),
    message: `validation: chart.metadata.version "${version.replace('\\0', '\\x00')}" is invalid`,
  })),
  {
    what: 'a packed dependency that is a bomb',
    archive: async () => {
      const bomb = await rawArchive([chartYaml, { name: 'demo/zeros', data: megabytes(6) }]);
      return rawArchive([chartYaml, { name: 'demo/charts/demo-0.1.0.tgz', data: bomb }]);
    },
    message:
      'error unpacking subchart demo-0.1.0.tgz in demo: decompressed chart file "demo/zeros" is larger than the maximum file size 5242880',
  },
  {
    what: 'packed dependencies that are too much together',
    large: true,
    archive: async () => {
      const files = Array.from({ length: 13 }, (_, at) => ({ name: `demo/f${at}`, data: megabytes(4) }));
      const bomb = await rawArchive([chartYaml, ...files]);
      return rawArchive([
        chartYaml,
        ...['a', 'b'].map((name) => ({ name: `demo/charts/${name}-0.1.0.tgz`, data: bomb })),
      ]);
    },
    message:
      'error unpacking subchart b-0.1.0.tgz in demo: decompressed chart is larger than the maximum file size 104857600',
    ours: true,
  },
  {
    what: 'archives in archives in archives',
    archive: async () => {
      let archive = await rawArchive([chartYaml]);
      for (let depth = 0; depth < 12; depth += 1) {
        archive = await rawArchive([chartYaml, { name: 'demo/charts/demo-0.1.0.tgz', data: archive }]);
      }
      return archive;
    },
    message: `${'error unpacking subchart demo-0.1.0.tgz in demo: '.repeat(9)}chart archives are nested more than 8 deep`,
    ours: true,
  },
  {
    what: 'directories of charts in charts without end',
    archive: packed([
      chartYaml,
      ...Array.from({ length: 60 }, (_, at) => ({
        ...chartYaml,
        name: 'x',
        pax: { path: `demo/${'charts/demo/'.repeat(at + 1)}Chart.yaml` },
      })),
    ]),
    message: `${'error unpacking subchart demo in demo: '.repeat(31)}charts are nested more than 30 deep`,
    ours: true,
  },
  {
    what: 'billion laughs',
    archive: packed([chartYaml, { name: 'demo/values.yaml', data: laughs() }]),
    message: 'cannot load values.yaml: error converting YAML to JSON: yaml: document contains excessive aliasing',
  },
  {
    what: 'a value that holds itself',
    archive: packed([chartYaml, { name: 'demo/values.yaml', data: 'a: &a {b: *a}\n' }]),
    message: "cannot load values.yaml: error converting YAML to JSON: yaml: anchor 'a' value contains itself",
  },
  {
    what: 'values a hundred thousand deep',
    archive: packed([chartYaml, { name: 'demo/values.yaml', data: `a: ${'['.repeat(100_000)}` }]),
    message: 'cannot load values.yaml: error converting YAML to JSON: yaml: exceeded max depth of 10000',
  },
  {
    what: 'a Chart.yaml a hundred thousand deep',
    archive: packed([{ name: 'demo/Chart.yaml', data: `name: ${'{a: '.repeat(100_000)}` }]),
    message: 'cannot load Chart.yaml: error converting YAML to JSON: yaml: exceeded max depth of 10000',
  },
];

/** Nine levels of ten aliases each. */
function laughs(): string {
  const levels = Array.from('bcdefghij', (name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(10)}]`);
  return `a: &a lol\n${levels.join('\n')}\n`;
}
