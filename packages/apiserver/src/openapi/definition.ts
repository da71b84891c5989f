import type { GroupVersionKind } from '@violet/machinery';

/** The name of a kind in OpenAPI, such as `io.k8s.api.apps.v1.Deployment`; undefined for an unknown kind. */
export type DefinitionNameOf = (kind: GroupVersionKind) => string | undefined;
