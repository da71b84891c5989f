import { decode, type Shape } from '../chart/decode.ts';
import { readYaml } from '../yaml/read.ts';
import { skimHead } from './skim-head.ts';

const headShape: Shape = {
  struct: 'SimpleHead',
  type: 'releaseutil.SimpleHead',
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: {
      struct: '',
      type: 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
      fields: { name: 'string', annotations: { map: 'string' } },
    },
  },
};

/** What Helm looks at in a manifest. */
export interface Head {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; annotations?: Record<string, string> };
}

/** Throws an Error in Go's words. */
export function readHead(content: string): Head {
  return skimHead(content) ?? readWholeHead(content);
}

/** By a YAML reader, whatever the manifest looks like. */
export function readWholeHead(content: string): Head {
  return decode(readYaml(content), headShape) as Head;
}
