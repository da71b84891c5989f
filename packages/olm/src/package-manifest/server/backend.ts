import type { ApiBackend, Attributes, ListQuery, RequestContext, Target } from '@violet/apiserver';
import { Failure, matchesLabels, parseFieldSelector, parseLabelSelector } from '@violet/machinery';
import { iconAnswer } from '../icon.ts';
import type { OfferedPackage } from '../package-manifests.ts';
import type { PackageProvider } from '../provider.ts';
import { packageManifests } from '../resource.ts';

export type Authorize = (attributes: Attributes, context: RequestContext) => Promise<string | undefined>;

/** Answers for PackageManifests out of memory. */
export function packageBackend(provider: PackageProvider, authorize: Authorize): ApiBackend {
  const found = (target: Target): OfferedPackage => {
    const { namespace = '', name = '' } = target;
    const offered = provider.get(namespace, name);
    if (offered !== undefined) return offered;
    const { group, plural } = packageManifests;
    throw new Failure('NotFound', `${plural}.${group} "${name}" not found`, { details: { group, kind: plural, name } });
  };
  return {
    resources: () => [packageManifests],
    unready: () => undefined,
    authorize,
    get: async (target) => found(target).manifest,
    list: async (target, query) => ({ items: select(provider.list(target.namespace), query), resourceVersion: '' }),
    getRaw: async (target, { headers, query }) => {
      // As upstream: who knows a version of an icon and asks for it again has it already.
      if (headers['if-none-match'] !== undefined && query.get('resourceVersion'))
        return { code: 304, contentType: 'image/svg+xml', bytes: new Uint8Array() };
      const { bytes, headers: added } = iconAnswer(found(target).icon);
      const { 'content-type': contentType = '', ...others } = added;
      return { code: 200, contentType, bytes, headers: others };
    },
    watch: refuse,
    create: refuse,
    update: refuse,
    patch: refuse,
    delete: refuse,
    deleteCollection: refuse,
  };
}

async function refuse(): Promise<never> {
  throw new Failure('MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

function select(offered: readonly OfferedPackage[], { labelSelector = '', fieldSelector = '' }: ListQuery) {
  const labels = parseLabelSelector(labelSelector);
  const name = nameOf(fieldSelector);
  return offered
    .map(({ manifest }) => manifest)
    .filter(({ metadata }) => name === undefined || metadata.name === name)
    .filter(({ metadata }) => matchesLabels(labels, metadata.labels ?? {}));
}

/** The only field that can be selected by. */
function nameOf(fieldSelector: string): string | undefined {
  const { requirements } = parseFieldSelector(fieldSelector);
  const name = requirements.find(({ field, operator }) => field === 'metadata.name' && operator === '=');
  const [first] = requirements;
  if (name === undefined && first !== undefined)
    throw new Failure('BadRequest', `field label not supported: ${first.field}`);
  return name?.value;
}
