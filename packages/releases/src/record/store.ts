import { Secret } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure, isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { decodeRecord, encodeRecord } from './encode.ts';
import type { ReleaseRecord } from './record.ts';

const secretType = 'helm.sh/release.v1';
/** A Secret's data may have 1 MiB. */
const maxSecretBytes = 1024 * 1024;
const helmLabels = new Set(['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt']);

type SecretObject = KubernetesObject & { data?: Record<string, string>; type?: string };

/** The records of releases in one namespace: Helm's Secrets. */
export class ReleaseStore {
  private readonly secrets: ReturnType<Cluster['resource']>;
  readonly namespace: string;
  private readonly now: () => Date;

  constructor(cluster: Cluster, namespace: string, now: () => Date = () => new Date()) {
    this.secrets = cluster.resource(Secret, namespace);
    this.namespace = namespace;
    this.now = now;
  }

  /** Every revision of a release, oldest first; records that cannot be read are left out, as Helm does. */
  async history(name: string): Promise<ReleaseRecord[]> {
    const { items } = await this.secrets.list({ labelSelector: `name=${name},owner=helm` });
    return items
      .filter((secret) => secret['type'] === secretType)
      .flatMap((secret) => this.read(secret))
      .sort((left, right) => left.version - right.version);
  }

  async get(name: string, version: number): Promise<ReleaseRecord | undefined> {
    const secret = await this.secrets.get(recordName(name, version));
    return secret === undefined ? undefined : this.read(secret)[0];
  }

  /** Throws a Failure of code AlreadyExists when somebody else has just made this revision: it is the lock. */
  async create(record: ReleaseRecord): Promise<void> {
    try {
      await this.secrets.create(this.secretOf(record, 'createdAt'), { fieldManager: 'helm' });
    } catch (error) {
      throw explain(error, record);
    }
  }

  /** Whatever anybody has written since, as Helm does. */
  async update(record: ReleaseRecord): Promise<void> {
    await this.replace(this.secretOf(record, 'modifiedAt'), record);
  }

  /** Throws a Failure of code Conflict where somebody has written the record since it was read, NotFound where it is gone. */
  async updateUnchanged(record: ReleaseRecord): Promise<void> {
    const secret = this.secretOf(record, 'modifiedAt');
    const { resourceVersion } = record;
    if (resourceVersion === undefined) throw new TypeError('a record that was not read has no version to compare');
    await this.replace({ ...secret, metadata: { ...secret.metadata, resourceVersion } }, record);
  }

  async delete(record: { name: string; version: number }): Promise<void> {
    await this.secrets.delete(recordName(record.name, record.version));
  }

  /** Makes room for one more revision of at most `max` (0: of any number), as Helm does. */
  async makeRoom(history: readonly ReleaseRecord[], max: number): Promise<void> {
    for (const record of superfluous(history, max)) await this.delete(record);
  }

  /** Throws a Failure before anything is done when the record would not fit its Secret. */
  check(record: ReleaseRecord): void {
    const { data = {} } = this.secretOf(record, 'createdAt');
    // What the API server counts is the decoded data.
    const bytes = ((data['release']?.length ?? 0) * 3) / 4;
    if (bytes > maxSecretBytes - 4096) {
      throw new Failure(
        'Invalid',
        `release ${record.name}: its record has ${bytes} bytes, more than a Secret can hold (${maxSecretBytes})`,
        { hint: 'make the chart smaller: large files belong into images, not into charts', reason: 'RecordTooLarge' },
      );
    }
  }

  private async replace(secret: SecretObject, record: ReleaseRecord): Promise<void> {
    try {
      await this.secrets.replace(secret, { fieldManager: 'helm' });
    } catch (error) {
      throw explain(error, record);
    }
  }

  private read(secret: Stored<KubernetesObject>): ReleaseRecord[] {
    const { data = {} } = secret as SecretObject;
    try {
      const record = decodeRecord(data['release'] ?? '', `Secret ${this.namespace}/${secret.metadata.name}`);
      const { labels = {}, resourceVersion } = secret.metadata;
      return [{ ...record, labels: ownLabels(labels), resourceVersion }];
    } catch (error) {
      if (isFailure(error, 'Invalid')) return [];
      throw error;
    }
  }

  private secretOf(record: ReleaseRecord, stamp: 'createdAt' | 'modifiedAt'): SecretObject {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: recordName(record.name, record.version),
        namespace: this.namespace,
        labels: {
          ...record.labels,
          [stamp]: String(Math.floor(this.now().getTime() / 1000)),
          name: record.name,
          owner: 'helm',
          status: record.status,
          version: String(record.version),
        },
      },
      type: secretType,
      data: { release: encodeRecord(record) },
    };
  }
}

/** The oldest go, never the one that was deployed last. */
export function superfluous<T extends { version: number; status: string }>(history: readonly T[], max: number): T[] {
  if (max <= 0) return [];
  const deployed = history.findLast(({ status }) => status === 'deployed');
  const old = history.filter((record) => record !== deployed);
  return old.slice(0, Math.max(0, history.length - (max - 1)));
}

export function recordName(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${version}`;
}

function ownLabels(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !helmLabels.has(key)));
}

function explain(error: unknown, record: ReleaseRecord): unknown {
  if (!isFailure(error)) return error;
  const message = `release ${record.name}: revision ${record.version} cannot be recorded: ${error.message}`;
  return new Failure(error.code, message, { cause: error });
}
