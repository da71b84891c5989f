import { ClusterServiceVersion, Namespace, OlmConfig, OperatorGroup, olmConfigName, olmLabels } from '@violet/api';
import {
  type Controller,
  defineController,
  findCondition,
  type Key,
  type Reader,
  type StepContext,
  setCondition,
  watch,
} from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { originals } from '../cluster-service-version/watches.ts';
import { type Csv, originalCsvs } from '../cluster-service-version/world.ts';
import { byOriginal, CopiedCsv, copies, copyProjection } from '../operator-group/copies/copy.ts';
import { isAllNamespaces } from '../operator-group/namespace-set.ts';
import { type CopySpread, copiedCsvsVerdict } from './copied-csvs.ts';

const theConfig = (): Key[] => [{ name: olmConfigName }];

/** Says in the OLMConfig whether copies of operators are where they should be. */
export function olmConfigController(protectedNamespaces: readonly string[]): Controller {
  return defineController({
    name: 'olm-config',
    scope: 'member',
    kind: OlmConfig,
    patienceMs: PATIENCE_MS,
    concerns: ({ metadata }) => metadata.name === olmConfigName,
    watches: [
      watch({ kind: ClusterServiceVersion, labelSelector: originals, keys: theConfig }),
      watch({
        kind: CopiedCsv,
        labelSelector: copies,
        project: copyProjection,
        indexes: [byOriginal],
        keys: theConfig,
      }),
      watch({ kind: OperatorGroup, keys: theConfig }),
      watch({ kind: Namespace, metadataOnly: true, keys: theConfig }),
    ],
    observe: ({ spec }, reader) => ({
      enabled: spec?.features?.disableCopiedCSVs !== true,
      protectedNamespaces,
      ...spreadOf(reader),
    }),
    steps: [judgeCopies],
  });
}

/** Copies come and go by the thousand. */
const PATIENCE_MS = 500;

function judgeCopies(config: Stored<OlmConfig>, world: CopySpread, context: StepContext): void {
  const verdict = copiedCsvsVerdict(world);
  const known = findCondition(config.status?.conditions, verdict.type);
  const { status, reason, message } = verdict;
  if (known?.status === status && known.reason === reason && known.message === message) return;
  const conditions = (config.status?.conditions ?? []).map((condition) => ({ ...condition }));
  setCondition(conditions, verdict, context.now());
  config.status = { ...config.status, conditions };
}

function spreadOf(reader: Reader): Pick<CopySpread, 'activeNamespaces' | 'copiedTo'> {
  const globals = reader.list(OperatorGroup).filter(({ status }) => isAllNamespaces(status?.namespaces ?? []));
  const homes = new Set(globals.map(({ metadata }) => metadata.namespace));
  const operators = [...homes].flatMap((home) => originalCsvs(reader, home));
  const active = reader.list(Namespace).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return { activeNamespaces: active.length, copiedTo: operators.map((csv) => placesOfCopies(csv, reader)) };
}

function placesOfCopies({ metadata: { name, namespace } }: Csv, reader: Reader): string[] {
  return reader
    .byIndex(CopiedCsv, byOriginal, `${namespace}/${name}`)
    .filter(({ metadata }) => metadata.labels?.[olmLabels.copiedFrom] === namespace)
    .map(({ metadata }) => metadata.namespace ?? '');
}
