import type { Capabilities } from '../render/capabilities.ts';
import type { Environment } from '../render/functions.ts';
import type { SetValues } from '../values/set-value.ts';

export interface LintOptions {
  /** Over the chart's own. */
  values?: SetValues;
  namespace?: string;
  /** Without it, templates see that of `defaultCapabilities`, and kinds are deprecated that were in 1.20, as Helm has it. */
  kubeVersion?: Capabilities['kubeVersion'];
  skipSchemaValidation?: boolean;
  environment?: Environment;
}
