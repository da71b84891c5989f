import type { Column } from '@violet/apiserver';
import type { JsonObject, KubernetesObject } from '@violet/machinery';
import { at, numberAt, objectsAt, textAt } from '../read.ts';
import { ageColumn, nameColumn, orElse, text } from './cells.ts';

export const autoscalerColumns: Column[] = [
  nameColumn,
  text(
    'Reference',
    (object) => `${textAt(object, 'spec.scaleTargetRef.kind')}/${textAt(object, 'spec.scaleTargetRef.name')}`,
  ),
  text('Targets', formatTargets),
  text('MinPods', (object) => orElse(object, 'spec.minReplicas', '<unset>')),
  text('MaxPods', (object) => numberAt(object, 'spec.maxReplicas')),
  text('Replicas', (object) => numberAt(object, 'status.currentReplicas')),
  ageColumn,
];

/** `autoscaling/v1` knows one metric, which the API server prints as v2 would. */
export const autoscalerV1Columns: Column[] = autoscalerColumns.map((shown) =>
  shown.name === 'Targets' ? text('Targets', formatCpuTarget) : shown,
);

function formatCpuTarget(object: KubernetesObject): string {
  const target = at(object, 'spec.targetCPUUtilizationPercentage');
  if (typeof target !== 'number') return '<none>';
  return `cpu: ${percent(at(object, 'status.currentCPUUtilizationPercentage'), '<unknown>')}/${percent(target, '<auto>')}`;
}

function formatTargets(object: KubernetesObject): string {
  const specs = objectsAt(object, 'spec.metrics');
  if (specs.length === 0) return '<none>';
  const statuses = objectsAt(object, 'status.currentMetrics');
  const targets = specs.map((spec, index) => formatTarget(spec, statuses[index]));
  return targets.length > 2 ? `${targets.slice(0, 2).join(', ')} + ${targets.length - 2} more...` : targets.join(', ');
}

function formatTarget(spec: JsonObject, status: JsonObject | undefined): string {
  switch (spec['type']) {
    case 'Resource':
      return formatResource(spec, status, 'resource');
    case 'ContainerResource':
      return formatResource(spec, status, 'containerResource');
    case 'Pods':
      return `${quantity(status, 'pods.current.averageValue')}/${textAt(spec, 'pods.target.averageValue')}`;
    case 'Object':
      return formatValue(spec, status, 'object');
    case 'External':
      return formatValue(spec, status, 'external');
    default:
      return '<unknown type>';
  }
}

function formatResource(spec: JsonObject, status: JsonObject | undefined, source: string): string {
  const name = textAt(spec, `${source}.name`);
  const average = textAt(spec, `${source}.target.averageValue`);
  if (average !== '') return `${name}: ${quantity(status, `${source}.current.averageValue`)}/${average}`;
  const current = percent(at(status, `${source}.current.averageUtilization`), '<unknown>');
  return `${name}: ${current}/${percent(at(spec, `${source}.target.averageUtilization`), '<auto>')}`;
}

function formatValue(spec: JsonObject, status: JsonObject | undefined, source: string): string {
  const average = textAt(spec, `${source}.target.averageValue`);
  if (average !== '') return `${quantity(status, `${source}.current.averageValue`)}/${average} (avg)`;
  return `${quantity(status, `${source}.current.value`)}/${textAt(spec, `${source}.target.value`)}`;
}

function quantity(status: JsonObject | undefined, path: string): string {
  return textAt(status, path) || '<unknown>';
}

function percent(value: unknown, missing: string): string {
  return typeof value === 'number' ? `${value}%` : missing;
}
