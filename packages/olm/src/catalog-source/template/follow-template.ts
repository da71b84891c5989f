import { CatalogSource, olmAnnotations, olmFieldManagers } from '@violet/api';
import { done, type Outcome, type StepContext, setCondition } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { kubeVersionOf, resolveImageTemplate, templateConditions } from './image-template.ts';

/** `olm.catalogImageTemplate`: the image follows the version of the cluster. */
export async function followTemplate(
  source: Stored<CatalogSource>,
  cluster: Cluster,
  { now }: StepContext,
): Promise<Outcome | undefined> {
  const template = source.metadata.annotations?.[olmAnnotations.catalogImageTemplate] ?? '';
  if (template === '') return forgetTemplate(source);
  const { gitVersion } = await cluster.json<{ gitVersion: string }>({ path: '/version' });
  const { image, verdicts } = resolveImageTemplate(template, kubeVersionOf(gitVersion));
  if (image !== undefined && image !== source.spec.image) {
    await setImage(source, image, cluster);
    // The object has changed, which is looked at next.
    return done;
  }
  const conditions = [...(source.status?.conditions ?? [])];
  for (const verdict of verdicts) setCondition(conditions, verdict, now());
  source.status = { ...source.status, conditions };
  return undefined;
}

function forgetTemplate(source: Stored<CatalogSource>): undefined {
  const { conditions, ...others } = source.status ?? {};
  const known: string[] = Object.values(templateConditions);
  const kept = conditions?.filter(({ type }) => !known.includes(type)) ?? [];
  if (kept.length === (conditions?.length ?? 0)) return;
  source.status = { ...others, ...(kept.length === 0 ? {} : { conditions: kept }) };
}

async function setImage({ metadata }: Stored<CatalogSource>, image: string, cluster: Cluster): Promise<void> {
  const { name, namespace, resourceVersion } = metadata;
  const body = { metadata: { resourceVersion }, spec: { image } };
  const sources = cluster.resource(CatalogSource, namespace);
  await sources.patch(name, { type: 'merge', body }, { fieldManager: olmFieldManagers.catalog });
}
