import { createHash } from 'node:crypto';
import type { ServedResource } from '../backend.ts';
import type { ServerVersion } from '../version.ts';
import type { DefinitionNameOf } from './definition.ts';
import { definitionsOf, groupVersionPath } from './definitions.ts';
import { encodeDocument } from './gnostic.ts';
import { pathsOf } from './operations.ts';

/** A document ready to be sent; the hash changes with every byte of it. */
export interface Rendered {
  bytes: Buffer;
  hash: string;
}

/** Documents of one group version, made once for all servers that serve the same resources there. */
const groupVersionDocuments = new WeakMap<
  ServedResource,
  { resources: readonly ServedResource[]; rendered: Rendered }
>();

/** The OpenAPI documents of a server, made when asked for and kept while the resources stay the same. */
export class OpenApiDocuments {
  private readonly version: ServerVersion;
  private readonly definitionNameOf: DefinitionNameOf;
  private v2: { resources: readonly ServedResource[]; json: Rendered; protobuf?: Rendered } | undefined;

  constructor(version: ServerVersion, definitionNameOf: DefinitionNameOf) {
    this.version = version;
    this.definitionNameOf = definitionNameOf;
  }

  /** `/openapi/v3`: where each group version's document is. */
  index(resources: readonly ServedResource[]): { paths: Record<string, object> } {
    const paths: Record<string, object> = {};
    for (const path of new Set(resources.map(groupVersionPath))) {
      const { hash } = this.groupVersion(resources, path) ?? { hash: '' };
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
    }
    return { paths };
  }

  /** `/openapi/v3/apis/apps/v1`; undefined for what is not served. */
  groupVersion(resources: readonly ServedResource[], path: string): Rendered | undefined {
    const own = resources.filter((resource) => groupVersionPath(resource) === path);
    const [first] = own;
    if (first === undefined) return undefined;
    const known = groupVersionDocuments.get(first);
    if (known !== undefined && known.resources.length === own.length && own.every((r, i) => r === known.resources[i]))
      return known.rendered;
    const rendered = render({
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: this.version.gitVersion },
      paths: pathsOf(own, 'v3'),
      components: { schemas: definitionsOf(own, 'v3', this.definitionNameOf) },
    });
    groupVersionDocuments.set(first, { resources: own, rendered });
    return rendered;
  }

  /** `/openapi/v2`: everything in one document, as JSON or in gnostic's protobuf form. */
  whole(resources: readonly ServedResource[], form: 'json' | 'protobuf'): Rendered {
    if (this.v2?.resources !== resources) this.v2 = { resources, json: render(this.swagger(resources)) };
    if (form === 'json') return this.v2.json;
    this.v2.protobuf ??= withHash(encodeDocument(this.swagger(resources)));
    return this.v2.protobuf;
  }

  private swagger(resources: readonly ServedResource[]) {
    return {
      swagger: '2.0',
      info: { title: 'Kubernetes', version: this.version.gitVersion },
      paths: pathsOf(resources, 'v2'),
      definitions: definitionsOf(resources, 'v2', this.definitionNameOf),
    };
  }
}

function render(document: object): Rendered {
  return withHash(Buffer.from(JSON.stringify(document)));
}

function withHash(bytes: Buffer): Rendered {
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex').toUpperCase() };
}
