import {
  type Artifact,
  Artifact as ArtifactKind,
  type ArtifactVersion,
  ArtifactVersion as ArtifactVersionKind,
  annotations,
  artifactVersionName,
  labels,
  systemNamespace,
} from '@violet/api';
import type { Applied } from '@violet/kube';
import { Failure, formatApiVersion, type Stored } from '@violet/machinery';
import type { PlannedBundle } from '../plan/plan-bundle.ts';

/** A version of an operator as its package brings it, and where its bundle is. */
export interface OperatorPublication {
  bundle: PlannedBundle;
  registry: string;
  repository: string;
  digest: string;
  /** The catalogue that offers it. */
  library: string;
  imagePullSecret?: string | undefined;
  resetBundleVersion: boolean;
}

const managedByViolet = 'violet';
const bundleType = 'bundle';
/** Objects have to fit into etcd; the whole text is in the ClusterServiceVersion. */
const maxDescription = 4096;

export function artifactName({ bundle }: OperatorPublication): string {
  return bundle.summary.packageName;
}

export function versionName(publication: OperatorPublication): string {
  return artifactVersionName(artifactName(publication), publication.bundle.tag);
}

/**
 * The Artifact of the operator: what all its versions share. It shows the words of `shown`, else those of this version, which is
 * then new.
 */
export function artifactOf(publication: OperatorPublication, shown?: Artifact): Applied<Artifact> {
  const { bundle, registry, repository, library, imagePullSecret } = publication;
  const { displayName = '', description = '' } = shown?.spec ?? bundle.summary;
  const name = artifactName(publication);
  return {
    apiVersion: formatApiVersion(ArtifactKind.group, ArtifactKind.version),
    kind: ArtifactKind.kind,
    metadata: { name, namespace: systemNamespace, labels: labelsOf(library) },
    spec: {
      type: bundleType,
      present: true,
      displayName,
      description: description.slice(0, maxDescription),
      registry,
      repository,
      imagePullSecrets: imagePullSecret === undefined ? [] : [imagePullSecret],
      artifactVersionSelector: { matchLabels: { [labels.artifactVersion]: name } },
    },
  };
}

/** The ArtifactVersion: writing it is what publishes the version, with the digest by which its bundle is fetched. */
export function artifactVersionOf(
  publication: OperatorPublication,
  artifact: Pick<Stored<Artifact>, 'metadata'>,
): Applied<ArtifactVersion> {
  const { bundle, digest, library, resetBundleVersion } = publication;
  const { version, channels, defaultChannel } = bundle.summary;
  const { name, uid } = artifact.metadata;
  return {
    apiVersion: formatApiVersion(ArtifactVersionKind.group, ArtifactVersionKind.version),
    kind: ArtifactVersionKind.kind,
    metadata: {
      name: versionName(publication),
      namespace: systemNamespace,
      labels: { ...labelsOf(library), [labels.artifactVersion]: name },
      annotations: {
        [annotations.bundleVersion]: version,
        [annotations.channels]: channels.join(','),
        [annotations.defaultChannel]: defaultChannel,
        ...(bundle.thirdPartyImages.length === 0
          ? {}
          : { [annotations.thirdPartyImages]: JSON.stringify(bundle.thirdPartyImages) }),
        ...(resetBundleVersion ? { [annotations.resetBundleVersion]: 'true' } : {}),
      },
      ownerReferences: [
        { apiVersion: formatApiVersion(ArtifactKind.group, ArtifactKind.version), kind: ArtifactKind.kind, name, uid },
      ],
    },
    spec: { present: true, tag: bundle.tag, digest },
  };
}

function labelsOf(library: string): Record<string, string> {
  return {
    [labels.builtIn]: 'false',
    [labels.library]: library,
    [labels.present]: 'true',
    [labels.artifactType]: bundleType,
    [labels.managedBy]: managedByViolet,
  };
}

/** All versions of an operator lie in one repository: another one would take the others away. */
export function refuseOtherPlace(publication: OperatorPublication, current: Artifact | undefined): void {
  if (current === undefined) return;
  const { registry, repository } = current.spec;
  if (registry === publication.registry && repository === publication.repository) return;
  throw new Failure(
    'AlreadyExists',
    `artifact ${artifactName(publication)} is already there, from ${registry}/${repository}`,
    {
      hint: `Its versions are looked for in one place; to make that ${publication.registry}/${publication.repository}: --force.`,
    },
  );
}

/** A version means one bundle for ever, unless somebody insists. */
export function refuseOtherBundle(publication: OperatorPublication, current: ArtifactVersion | undefined): void {
  const digest = current?.spec.digest;
  if (digest === undefined || digest === publication.digest) return;
  throw new Failure(
    'AlreadyExists',
    `artifactversion ${versionName(publication)} is already there with another bundle (${digest})`,
    { hint: 'Give the changed bundle a new tag, or replace this one with --force.' },
  );
}
