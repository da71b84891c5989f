import { finalizers, labels, ModuleConfig, ModuleInfo } from '@violet/api';
import { completeConditions, defineController, done, type Key, type Step, watch } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { refuseSpec } from './readiness.ts';

interface ModuleConfigWorld {
  /** ModuleInfos that ask for this version or run it. */
  users: Stored<ModuleInfo>[];
}

type ModuleConfigStep = Step<ModuleConfig, ModuleConfigWorld>;

const reportReadiness: ModuleConfigStep = (config, _world, { now }) => {
  const problem = refuseSpec(config.spec);
  const verdict =
    problem === undefined
      ? { type: 'Ready', status: 'True' as const, reason: 'Succeeded', message: '' }
      : { type: 'Ready', status: 'False' as const, reason: 'Invalid', message: problem };
  const unknown = { reason: 'Unknown', message: 'not known yet' };
  const { generation } = config.metadata;
  config.status = {
    ...config.status,
    readyForDeploy: problem === undefined,
    targetClusterVersions: config.spec.targetClusterVersions ?? [],
    conditions: completeConditions(config.status?.conditions, ['Ready'], unknown, [verdict], now(), generation),
  };
};

/** A version that is installed stays until its last ModuleInfo is gone: its form and values are still needed. */
const waitForUsers: ModuleConfigStep = (_config, { users }) => (users.length === 0 ? undefined : done);

/** ModuleConfigs: is the version fit to be installed, and may it go? */
export function moduleConfigController() {
  return defineController<ModuleConfig, ModuleConfigWorld>({
    name: 'module-config',
    scope: 'hub',
    kind: ModuleConfig,
    finalizer: finalizers.moduleConfig,
    watches: [
      watch<ModuleInfo>({
        kind: ModuleInfo,
        keys: (info, _cluster, reader) => {
          const plugin = info.metadata.labels?.[labels.moduleName];
          return reader
            .list(ModuleConfig)
            .filter(
              ({ metadata }) =>
                metadata.deletionTimestamp !== undefined && metadata.labels?.[labels.moduleName] === plugin,
            )
            .map(({ metadata }): Key => ({ name: metadata.name }));
        },
      }),
    ],
    observe: (config, reader) => ({
      users: reader.list(ModuleInfo).filter((info) => usesVersion(info, config)),
    }),
    steps: [reportReadiness],
    finalize: [waitForUsers],
  });
}

function usesVersion(info: ModuleInfo, config: ModuleConfig): boolean {
  const samePlugin = info.metadata.labels?.[labels.moduleName] === config.metadata.labels?.[labels.moduleName];
  return samePlugin && (info.spec.version === config.spec.version || info.status?.version === config.spec.version);
}
