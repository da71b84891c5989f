import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importTable, narrowed, pureRooms, readsEnvironment } from './import-table.ts';
import { root, type SourceFile, sourceFiles } from './source-files.ts';

const files = sourceFiles();
const inRooms = files.filter((file): file is SourceFile & { room: string } => file.room !== undefined);
const product = inRooms.filter(({ isTest }) => !isTest);

function violetImports(file: SourceFile): string[] {
  return file.imports.filter((name) => name.startsWith('@violet/'));
}

function roomName(imported: string): string {
  return imported.split('/')[1] ?? '';
}

describe('the import table', () => {
  it('names every room, and no room that is not there', () => {
    const rooms = [...new Set(inRooms.map(({ room }) => room))].sort();
    expect(rooms).toEqual(Object.keys(importTable).sort());
  });

  it('is kept by every file', () => {
    const broken = product.flatMap((file) =>
      violetImports(file)
        .map(roomName)
        .filter((name) => name !== file.room.split('/')[1] && !importTable[file.room]?.includes(name))
        .map((name) => `${file.path}: ${file.room.split('/')[1]} may not import ${name}: see docs/architecture.md`),
    );
    expect(broken).toEqual([]);
  });

  it('allows everything that a package.json of a room declares', () => {
    for (const [room, allowed] of Object.entries(importTable)) {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'));
      const forbidden = Object.keys(dependencies)
        .filter((name) => name.startsWith('@violet/'))
        .map(roomName)
        .filter((name) => !allowed.includes(name));
      expect({ room, forbidden }).toEqual({ room, forbidden: [] });
    }
  });

  it('is narrower in parts of some rooms', () => {
    const broken = narrowed.flatMap(({ room, imports, only }) =>
      product
        .filter(
          (file) =>
            file.room === room &&
            !only.some((path) => file.pathInRoom.startsWith(path)) &&
            file.pathInRoom !== 'src/sandbox.ts',
        )
        .filter((file) => violetImports(file).some((name) => imports.includes(roomName(name))))
        .map((file) => `${file.path}: only ${only.join(', ')} of ${room} may import ${imports.join(', ')}`),
    );
    expect(broken).toEqual([]);
  });

  it('is the one that docs/architecture.md shows', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    for (const [room, allowed] of Object.entries(importTable)) {
      const row = text.split('\n').find((line) => line.startsWith(`| ${room} |`));
      const shown =
        row
          ?.split('|')[3]
          ?.trim()
          .replace(/^–$/, '')
          .split(', ')
          .filter((name) => name !== '') ?? [];
      expect({ room, shown: shown.sort() }).toEqual({ room, shown: [...allowed].sort() });
    }
  });
});

describe('doors', () => {
  it('are the only way into a room', () => {
    const allowed = /^@violet\/[a-z]+(\/(testing|node))?$/;
    const broken = files.flatMap((file) =>
      violetImports(file)
        .filter((name) => !allowed.test(name))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(broken).toEqual([]);
  });

  it('for testing are used by tests alone', () => {
    const broken = product.filter((file) => file.imports.some((name) => /^@violet\/.+\/testing$/.test(name)));
    expect(broken.map(({ path }) => path)).toEqual([]);
  });

  it('are not gone round by relative paths', () => {
    const broken = inRooms.flatMap((file) => {
      const depth = file.pathInRoom.split('/').length - 1;
      return file.imports
        .filter((name) => name.startsWith('.') && name.split('/').filter((part) => part === '..').length > depth)
        .map((name) => `${file.path} imports ${name}`);
    });
    expect(broken).toEqual([]);
  });

  it('re-export by name', () => {
    const broken = inRooms.filter(({ text }) => /^export \* from/m.test(text));
    expect(broken.map(({ path }) => path)).toEqual([]);
  });

  it('have a README whose first words after the name are the duty', () => {
    for (const room of Object.keys(importTable)) {
      expect(existsSync(join(root, room, 'README.md')), room).toBe(true);
      const lines = readFileSync(join(root, room, 'README.md'), 'utf8').split('\n');
      const { description } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'));
      expect({ room, duty: lines[2] }).toEqual({ room, duty: description });
    }
  });
});

describe('purity', () => {
  it('keeps Node out of the rooms that browsers use', () => {
    const broken = product.flatMap((file) => {
      const except = pureRooms[file.room];
      if (except === undefined || except.some((prefix) => file.pathInRoom.startsWith(prefix))) return [];
      return file.imports.filter((name) => name.startsWith('node:')).map((name) => `${file.path} imports ${name}`);
    });
    expect(broken).toEqual([]);
  });

  it('leaves the environment to programs', () => {
    const broken = product.filter((file) => /process\.env\b/.test(file.text) && !readsEnvironment.includes(file.room));
    expect(broken.map(({ path }) => path)).toEqual([]);
  });

  it('allows no file that is named after nothing', () => {
    const broken = files.filter(({ path }) => /\/(utils?|helpers?|common|misc|types)(\.ts|\/)/.test(path));
    expect(broken.map(({ path }) => path)).toEqual([]);
  });
});
