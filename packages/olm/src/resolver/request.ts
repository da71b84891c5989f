import type { CatalogBundle, CatalogKey } from './catalog.ts';
import type { CatalogIndex } from './catalog-index.ts';

/** A Subscription, as far as the resolver reads it. */
export interface SubscriptionInput {
  readonly metadata: { readonly name?: string | undefined };
  readonly spec: {
    /** The package. */
    readonly name?: string | undefined;
    readonly channel?: string | undefined;
    readonly source?: string | undefined;
    readonly sourceNamespace?: string | undefined;
    readonly startingCSV?: string | undefined;
  };
  readonly status?: { readonly installedCSV?: string | undefined } | undefined;
}

interface CustomResourceDescription {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly kind?: string | undefined;
}

interface ApiServiceDescription extends CustomResourceDescription {
  readonly group?: string | undefined;
}

/** A ClusterServiceVersion, as far as the resolver reads it. */
export interface CsvInput {
  readonly metadata: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  };
  readonly spec: {
    readonly version?: string | undefined;
    readonly replaces?: string | undefined;
    readonly customresourcedefinitions?: DescribedApis<CustomResourceDescription> | undefined;
    readonly apiservicedefinitions?: DescribedApis<ApiServiceDescription> | undefined;
  };
  readonly status?: { readonly phase?: string | undefined; readonly reason?: string | undefined } | undefined;
}

interface DescribedApis<Description> {
  readonly owned?: readonly Description[] | undefined;
  readonly required?: readonly Description[] | undefined;
}

/** A catalogue that is visible but has no content. */
export interface UnavailableCatalog extends CatalogKey {
  /** Why, in upstream's words. */
  readonly message: string;
}

/** All that one namespace's resolution depends on; the order of its lists does not matter. */
export interface ResolveRequest<Bundle extends CatalogBundle = CatalogBundle> {
  readonly namespace: string;
  /** Whose catalogues are visible in all namespaces; hints name it. */
  readonly globalNamespace: string;
  /** All Subscriptions of the namespace. */
  readonly subscriptions: readonly SubscriptionInput[];
  /** All CSVs of the namespace; copies are not looked at. */
  readonly clusterServiceVersions: readonly CsvInput[];
  /** The catalogues that are visible: those of the namespace and, unless excluded, those of the global namespace. */
  readonly catalogs: readonly CatalogIndex<Bundle>[];
  readonly unavailable?: readonly UnavailableCatalog[] | undefined;
  /** Whether the OperatorGroup's upgrade strategy is TechPreviewUnsafeFailForward. */
  readonly failForward: boolean;
}

/** The properties of a bundle, parsed, as a CEL rule sees them. */
export interface CelProperty {
  readonly type: string;
  readonly value: unknown;
}

/** A compiled rule: whether it holds. It may throw, which counts as no. A property that is no JSON has no fields. */
export interface CelRule {
  (properties: readonly Partial<CelProperty>[]): boolean;
  /** Why its answers are worth nothing: it has not ended. */
  readonly trouble?: string | undefined;
}

/** What the resolver cannot do by itself. */
export interface ResolverMeans {
  /** Compiles a rule over `properties` with the function `semver_compare`; throws an Error with upstream's text. The same function must be given each time. */
  readonly compileCel: (rule: string) => CelRule;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}
