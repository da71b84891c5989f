/** Kinds that a bundle may bring beside those that have steps of their own. */
const SUPPORTED = new Set([
  'PrometheusRule',
  'ServiceMonitor',
  'PodDisruptionBudget',
  'PriorityClass',
  'VerticalPodAutoscaler',
  'ConsoleYAMLSample',
  'ConsoleQuickStart',
  'ConsoleCLIDownload',
  'ConsoleLink',
  'ConsolePlugin',
  'NetworkPolicy',
]);

export function isSupportedKind(kind: string, also: readonly string[]): boolean {
  return SUPPORTED.has(kind) || also.includes(kind);
}
