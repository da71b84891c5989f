/** The part of a chart that this room reads. */
export interface PluginChart {
  name: string;
  version: string;
  /** The text of a file of the chart, by its path below the chart's root; undefined where there is none. */
  file(path: string): string | undefined;
}

/** Where charts come from: the platform's registry. */
export interface ChartSource {
  /** Undefined where the registry has no such chart; throws ServiceUnavailable where it does not answer. */
  open(repository: string, reference: string): Promise<PluginChart | undefined>;
  /** Digest of the manifest that a tag names now. */
  digestOf(repository: string, tag: string): Promise<string | undefined>;
}
