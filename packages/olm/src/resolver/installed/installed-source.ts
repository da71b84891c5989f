import type { Asking } from '../constraints/asking.ts';
import { FactReader } from '../properties/facts.ts';
import { readTextFields } from '../properties/json-fields.ts';
import type { CsvInput } from '../request.ts';
import type { EntryFields } from '../source/entry.ts';
import { listShelf } from '../source/shelf.ts';
import { installedSourceName, Source } from '../source/source.ts';
import type { Problem } from '../version/semantic-version.ts';
import { isCopied } from './copied.ts';
import { propertiesOfCsv } from './csv-properties.ts';
import { isReplacedByFailure, replacementsIn } from './fail-forward.ts';

/** Shared, because the same CSVs come again in each pass, and what meets their requirements is remembered by requirement. */
const reader = new FactReader(20_000);

export interface InstalledInput {
  readonly namespace: string;
  readonly clusterServiceVersions: readonly CsvInput[];
  readonly failForward: boolean;
}

/** The CSVs of a namespace as a source. `subscriptions` are in order. */
export function installedSource(
  { namespace, clusterServiceVersions, failForward }: InstalledInput,
  subscriptions: readonly Asking[],
): Source | Problem {
  const csvs = [...clusterServiceVersions].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
  const replacements = replacementsIn(csvs);
  const fields: EntryFields[] = [];
  for (const csv of csvs) {
    if (isCopied(csv)) continue;
    const isForgotten = failForward && isReplacedByFailure(csv, replacements);
    if (typeof isForgotten === 'object') return isForgotten;
    if (isForgotten) continue;
    const one = fieldsOf(
      csv,
      subscriptions.filter(({ installedCsv }) => installedCsv === nameOf(csv)),
    );
    if ('problem' in one) return one;
    fields.push(one);
  }
  return new Source({ name: installedSourceName, namespace }, 0, listShelf(fields, packagesIn), reader);
}

function fieldsOf(csv: CsvInput, owners: readonly Asking[]): EntryFields | Problem {
  const packages = new Set(owners.map((owner) => owner.package).filter((name) => name !== ''));
  const properties = propertiesOfCsv(csv, packages);
  if ('problem' in properties) return properties;
  const owner = owners.at(-1);
  return {
    name: nameOf(csv),
    package: packagesIn({ properties }).at(-1) ?? '',
    channel: '',
    isInDefaultChannel: false,
    replaces: '',
    skips: [],
    skipRange: '',
    version: csv.spec.version || '0.0.0',
    properties,
    ...(owner === undefined ? {} : { subscription: owner.name }),
  };
}

function packagesIn({ properties }: Pick<EntryFields, 'properties'>): string[] {
  return properties.flatMap(({ type, value }) => {
    const fields = type === 'olm.package' ? readTextFields(value, ['packageName', 'version']) : { problem: '' };
    return 'problem' in fields ? [] : fields.packageName;
  });
}

const nameOf = ({ metadata }: CsvInput) => metadata.name ?? '';
