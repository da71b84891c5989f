import { type ModuleInfo, type ModuleSpec, moduleInfoReasons } from '@violet/api';
import { type FunctionMap, parseTemplate, sprigFunctions, type Value } from '@violet/gotemplate';
import { Failure, isJsonObject, type Json, type JsonObject, parseYaml } from '@violet/machinery';
import { mainChartName } from '../module-plugin/derive-config.ts';
import { mergeValues } from './merge-values.ts';

/** What `valuesTemplates` may ask of the cluster. Names and meaning: the plugin author's guide, "valuesTemplates". */
export interface ClusterFacts {
  name: string;
  isGlobal: boolean;
  /** Kubernetes version. */
  version: string;
  /** 1 on a cluster of one node, else 2. */
  replicas: number;
  clusterType: string;
  networkType: string;
  masterNodes: readonly string[];
  enableGpu: boolean;
  vip: string;
}

export interface PlatformFacts {
  registryAddress: string;
  labelBaseDomain: string;
  systemNamespace: string;
  /** Merged into every chart unless `skipPlatformConfig` says no. */
  values: JsonObject;
}

/** Hostile or mistaken templates end with a message, not with the platform. */
const limits = { depth: 200, output: 1024 * 1024, steps: 1_000_000, timeMs: 2_000 };

const functions: FunctionMap = sprigFunctions({});

/** The form's defaults with what the person chose over them. */
function effectiveConfig(spec: ModuleSpec, info: ModuleInfo): JsonObject {
  return mergeValues(spec.config ?? {}, info.spec.config ?? {});
}

/**
 * The values of one chart, later ones winning: its template (or the configuration itself where the main chart has none),
 * the platform's values, `valuesOverride`. Throws Invalid with the template's own message.
 */
export function chartValues(
  chart: string,
  spec: ModuleSpec,
  info: ModuleInfo,
  cluster: ClusterFacts,
  platform: PlatformFacts,
): JsonObject {
  const config = effectiveConfig(spec, info);
  const template = spec.valuesTemplates?.[chart];
  const base =
    template === undefined
      ? chart === mainChartName(spec)
        ? config
        : {}
      : renderValues(chart, template, config, info, cluster, platform);
  const withPlatform = spec.skipPlatformConfig === true ? base : mergeValues(base, platform.values);
  const override = info.spec.valuesOverride?.[chart];
  return isJsonObject(override) ? mergeValues(withPlatform, override) : withPlatform;
}

function renderValues(
  chart: string,
  template: string,
  config: JsonObject,
  info: ModuleInfo,
  cluster: ClusterFacts,
  platform: PlatformFacts,
): JsonObject {
  const source = `valuesTemplates[${chart}]`;
  let values: Json;
  try {
    const parsed = parseTemplate(source, template, { delimiters: ['<<', '>>'], functions });
    values = parseYaml(parsed.execute(templateData(config, info, cluster, platform), { limits }), source);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (values === null) return {};
  if (!isJsonObject(values)) throw invalid(`${source} must give a mapping of values`);
  return values;
}

function invalid(message: string, cause?: unknown): Failure {
  return new Failure('Invalid', message, { reason: moduleInfoReasons.valuesInvalid, cause });
}

function templateData(config: JsonObject, info: ModuleInfo, cluster: ClusterFacts, platform: PlatformFacts): Value {
  return {
    ClusterName: cluster.name,
    ClusterType: cluster.clusterType,
    NetworkType: cluster.networkType,
    EnableGPU: cluster.enableGpu,
    IsGlobal: cluster.isGlobal,
    Replicas: BigInt(cluster.replicas),
    VIP: cluster.vip,
    Version: cluster.version,
    MasterNodes: [...cluster.masterNodes],
    // ALB2 is a load balancer that this platform does not bring: its variables exist and are empty.
    Alb2Nodes: [],
    Alb2Port: 0n,
    Alb2IP: '',
    Ports: {},
    LabelBaseDomain: platform.labelBaseDomain,
    RegistryAddress: platform.registryAddress,
    SystemNamespace: platform.systemNamespace,
    MiConfig: goValue(config),
    MiSpec: goValue({ ...info.spec, config } as JsonObject),
  };
}

/** Kubernetes decodes whole numbers as int64, which templates print without an exponent. */
function goValue(value: Json): Value {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(goValue);
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, goValue(item)]));
  return value;
}
