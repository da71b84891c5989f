import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPushMemory, type PushMemory } from './push-memory.ts';

let directory: string;
let notices: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-memory-'));
  notices = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const remember = (now = Date.now): PushMemory =>
  openPushMemory(directory, { onNotice: (message) => notices.push(message), now });
const key = { registry: 'registry.example.com:5000', repository: 'acp/one', digest: digestOf('one') };
const upload = {
  ...key,
  size: 100,
  location: 'https://registry.example.com:5000/v2/acp/one/blobs/uploads/1',
  offset: 40,
};
const journals = async () =>
  (await readdir(join(directory, 'uploads'))).map((name) => join(directory, 'uploads', name));
const onlyJournal = async () => (await journals())[0] ?? '';

/** Keeps an upload in a process of its own, and then waits for its end. */
async function anotherProcess(offset: number): Promise<{ kill(): Promise<void> }> {
  const program = `
    const { openPushMemory } = await import(${JSON.stringify(import.meta.resolve('./push-memory.ts'))});
    openPushMemory(${JSON.stringify(directory)}).keepUpload(${JSON.stringify({ ...upload, offset })});
    process.stdout.write('kept');
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    kill: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

describe('uploads under way', () => {
  it('are there again for who comes later, as they were last seen', () => {
    const first = remember(() => 1000);
    first.keepUpload({ ...upload, offset: 0 });
    first.keepUpload(upload);
    first.close();

    const second = remember(() => 2000);

    expect(second.upload(key)).toEqual({ ...upload, at: 1000 });
    expect(second.uploads()).toHaveLength(1);
    second.close();
  });

  it('are taken over from a process that was killed, and from none that lives', async () => {
    const other = await anotherProcess(70);
    const beside = remember();
    expect(beside.uploads()).toEqual([]);
    beside.close();

    await other.kill();

    const after = remember();
    expect(after.upload(key)?.offset).toBe(70);
    after.close();
    expect(await journals()).toHaveLength(1);
  });

  it('are forgotten when they are over, and leave no file', async () => {
    const first = remember();
    first.keepUpload(upload);
    first.dropUpload(key);
    first.close();

    expect(await journals()).toEqual([]);
  });

  it('are of no use after a week', () => {
    const first = remember(() => 0);
    first.keepUpload(upload);
    first.close();

    expect(remember(() => 8 * 24 * 3600 * 1000).uploads()).toEqual([]);
  });

  it('lie in files that nobody else can read', async () => {
    const memory = remember();
    memory.keepUpload(upload);
    memory.keepRepository(key);

    const files = [...(await journals()), join(directory, 'blobs', (await readdir(join(directory, 'blobs')))[0] ?? '')];
    for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600);
    memory.close();
  });

  it('survive a last line that was cut off', async () => {
    const first = remember();
    first.keepUpload(upload);
    first.close();
    const path = await onlyJournal();
    await appendFile(path, '{"registry":"registry.exam');

    expect(remember().upload(key)?.offset).toBe(40);
    expect(notices).toEqual([]);
  });

  it.each([
    ['is of another kind', () => 'something else\n'],
    ['has a line that is none', (text: string) => `${text}{"registry":1}\n`],
    ['says that more is there than the blob has', (text: string) => text.replace('"offset":40', '"offset":400')],
    ['has zeros in it', (text: string) => `${text}${'\0'.repeat(100)}\n`],
  ])('in a file that %s are said to be damaged and ignored', async (_what, damage) => {
    const first = remember();
    first.keepUpload(upload);
    first.close();
    const path = await onlyJournal();
    await writeFile(path, damage(await readFile(path, 'utf8')));

    const second = remember();
    second.uploads();
    second.keepUpload({ ...upload, repository: 'acp/two' });
    second.close();

    expect(notices).toEqual([expect.stringMatching(/a journal of uploads is damaged/)]);
    expect(remember().upload({ ...key, repository: 'acp/two' })?.offset).toBe(40);
  });

  it('are done without where nothing can be written, which is said once', async () => {
    await writeFile(join(directory, 'uploads'), 'in the way');
    const memory = remember();

    memory.keepUpload(upload);
    memory.keepUpload({ ...upload, offset: 50 });

    expect(memory.upload(key)?.offset).toBe(50);
    expect(notices).toHaveLength(1);
    memory.close();
  });

  it.runIf(process.platform === 'linux')(
    'are done without where a file system makes no directory, and says not why',
    { timeout: 60_000 },
    () => {
      const program = `
      const { openPushMemory } = await import(${JSON.stringify(import.meta.resolve('./push-memory.ts'))});
      const memory = openPushMemory('/proc/violet/push', { onNotice: (message) => process.stdout.write(message + '\\n') });
      memory.keepUpload(${JSON.stringify(upload)});
      memory.keepRepository(${JSON.stringify(key)});
      memory.close();
    `;

      // In a process of its own: a way that never ends could not be stopped in this one.
      const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
        timeout: 50_000,
        killSignal: 'SIGKILL',
        encoding: 'utf8',
      });

      expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/^.*\/proc\/violet.*\n/) });
    },
  );

  it('are not read through a link to somewhere else', async () => {
    const first = remember();
    first.keepUpload(upload);
    first.close();
    const path = await onlyJournal();
    await writeFile(join(directory, 'elsewhere'), await readFile(path));
    await rm(path);
    await symlink(join(directory, 'elsewhere'), path);

    expect(remember().uploads()).toEqual([]);
    expect(notices).toHaveLength(1);
  });

  it.each([
    ['a directory', (path: string) => mkdir(path)],
    ['a file that is too large', (path: string) => writeFile(path, '').then(() => truncate(path, 9 * 1024 * 1024))],
  ])('are remembered beside %s, which is said and left aside', async (_what, make) => {
    await mkdir(join(directory, 'uploads'), { recursive: true });
    await make(join(directory, 'uploads', 'a.jsonl'));
    const first = remember();
    first.keepUpload(upload);
    first.close();

    const second = remember();

    expect(second.upload(key)?.offset).toBe(40);
    expect(notices[0]).toContain('a.jsonl');
    second.close();
  });

  it('are kept through thousands of changes in a file that does not grow without end', async () => {
    const memory = remember();
    const location = `${upload.location}?_state=${'x'.repeat(4000)}`;
    for (let offset = 1; offset <= 2500; offset++) memory.keepUpload({ ...upload, size: 5000, location, offset });

    expect((await stat(await onlyJournal())).size).toBeLessThan(5 * 1024 * 1024);
    memory.close();
    expect(remember().upload(key)?.offset).toBe(2500);
  });
});

describe('which repository holds a blob', () => {
  it('is remembered for each registry, the latest word last', () => {
    const first = remember();
    first.keepRepository(key);
    first.keepRepository({ ...key, repository: 'acp/two' });
    first.close();

    const second = remember();

    expect(second.repositoryOf(key.registry, key.digest)).toBe('acp/two');
    expect(second.repositoryOf('other.example.com', key.digest)).toBeUndefined();
    second.close();
  });

  it('is added to by two at once', () => {
    const [one, other] = [remember(), remember()];
    one.keepRepository(key);
    other.keepRepository({ ...key, digest: digestOf('two') });

    const later = remember();
    expect(later.repositoryOf(key.registry, key.digest)).toBe('acp/one');
    expect(later.repositoryOf(key.registry, digestOf('two'))).toBe('acp/one');
  });

  it.each([
    ['is another', () => 'blobs of elsewhere\n', undefined, 1],
    ['has a line that is none', (text: string) => `${text}not a blob\n`, 'acp/one', 1],
    ['was cut off', (text: string) => `${text}sha256:12`, 'acp/one', 0],
  ])('is read as far as it can be from a file that %s, and can be added to', async (_what, damage, expected, said) => {
    const first = remember();
    first.keepRepository(key);
    first.close();
    const path = join(directory, 'blobs', (await readdir(join(directory, 'blobs')))[0] ?? '');
    await writeFile(path, damage(await readFile(path, 'utf8')));

    const second = remember();
    expect(second.repositoryOf(key.registry, key.digest)).toBe(expected);
    second.keepRepository({ ...key, digest: digestOf('two') });
    second.close();

    expect(notices).toHaveLength(said);
    expect(remember().repositoryOf(key.registry, digestOf('two'))).toBe('acp/one');
    expect(notices).toHaveLength(said);
  });
});
