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

/** Heads by the text of their documents, of the render before: most documents are the same in the next one. */
export class HeadMemory {
  private heads: ReadonlyMap<string, Head> = new Map();

  /** What reads heads for one render and, once all are read, takes the place of what was known. */
  reader(): { read: (content: string) => Head; keep: () => void } {
    const known = this.heads;
    const read = new Map<string, Head>();
    return {
      read: (content) => {
        const head = read.get(content) ?? known.get(content) ?? readHead(content);
        read.set(content, head);
        return head;
      },
      keep: () => {
        this.heads = read;
      },
    };
  }
}

/** Throws an Error in Go's words. */
function readHead(content: string): Head {
  return skimHead(content) ?? readWholeHead(content);
}

/** By a YAML reader, whatever the manifest looks like. */
export function readWholeHead(content: string): Head {
  return decode(readYaml(content), headShape) as Head;
}
