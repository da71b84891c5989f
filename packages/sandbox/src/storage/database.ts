import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Failure, type KubernetesObject } from '@violet/machinery';

/** Raised when the layout of the file changes. */
const schemaVersion = 1;

export interface Row {
  collection: string;
  key: string;
  object: KubernetesObject;
}

/**
 * The one file of a cluster: every object as JSON, and the last revision. It is locked for this process while open, and
 * survives a kill at any point (write-ahead log); the loss of power may cost the last transactions, never the file.
 */
export class Database {
  private readonly db: DatabaseSync;
  private readonly insert: StatementSync;
  private readonly remove: StatementSync;
  private readonly setRevision: StatementSync;

  constructor(path: string) {
    this.db = open(path);
    this.insert = this.db.prepare('INSERT OR REPLACE INTO objects (collection, key, body) VALUES (?, ?, ?)');
    this.remove = this.db.prepare('DELETE FROM objects WHERE collection = ? AND key = ?');
    this.setRevision = this.db.prepare('UPDATE cluster SET revision = ?');
  }

  get revision(): number {
    return Number(this.db.prepare('SELECT revision FROM cluster').get()?.['revision'] ?? 0);
  }

  *rows(): Generator<Row> {
    for (const row of this.db.prepare('SELECT collection, key, body FROM objects').iterate()) {
      const { collection, key, body } = row as { collection: string; key: string; body: string };
      yield { collection, key, object: JSON.parse(body) as KubernetesObject };
    }
  }

  begin(): void {
    this.db.exec('BEGIN IMMEDIATE');
  }

  put(collection: string, key: string, body: string): void {
    this.insert.run(collection, key, body);
  }

  delete(collection: string, key: string): void {
    this.remove.run(collection, key);
  }

  commit(revision: number): void {
    this.setRevision.run(revision);
    this.db.exec('COMMIT');
  }

  close(): void {
    this.db.close();
  }
}

function open(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path);
    db.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000;',
    );
    migrate(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw translate(error, path);
  }
}

function migrate(db: DatabaseSync, path: string): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > schemaVersion) {
    throw new Failure(
      'BadRequest',
      `${path} was written by a newer version (format ${version}, this one reads up to ${schemaVersion})`,
      {
        hint: 'start the newer version again, or choose another data directory',
        reason: 'NewerData',
      },
    );
  }
  if (version === schemaVersion) return;
  db.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE objects (collection TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID;
    CREATE TABLE cluster (revision INTEGER NOT NULL);
    INSERT INTO cluster (revision) VALUES (0);
    PRAGMA user_version = ${schemaVersion};
    COMMIT;`);
}

/** SQLite's result codes that a person can do something about. */
const busy = 5;
const notADatabase = 26;

function translate(error: unknown, path: string): unknown {
  if (error instanceof Failure) return error;
  const code = (error as { errcode?: number }).errcode;
  if (code === busy) {
    return new Failure('Conflict', `${path} is in use by another process`, {
      hint: 'stop that process, or choose another data directory',
      cause: error,
    });
  }
  if (code === notADatabase) {
    return new Failure('BadRequest', `${path} is not a cluster's data file`, {
      hint: 'move it away, or choose another data directory',
      cause: error,
    });
  }
  return new Failure('ServiceUnavailable', `cannot open ${path}: ${(error as Error).message}`, {
    hint: 'check that the directory exists and can be written',
    cause: error,
  });
}
