import { join } from 'node:path';

const kubernetesVersion = 'v1.34.4';
const helmVersion = 'v3.22.0';
const helm4Version = 'v4.3.1';
const distributionVersion = 'v3.1.2';

/** A program that is built from Go modules: which module file pins it, which package it is. */
export interface PeerBinary {
  name: string;
  /** Folder beside this file with go.mod and go.sum. */
  module: string;
  package: string;
  /** Build tags. */
  tags?: string;
  /** The package's tests as a program, instead of the package. */
  tests?: true;
  /** Linker flags that tell the program its own version; without them servers call themselves v0.0.0. */
  stamps?: readonly string[];
}

function kubernetesStamps(): string[] {
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];
  return packages.flatMap((name) => [
    `-X ${name}.gitVersion=${kubernetesVersion}`,
    `-X ${name}.gitMajor=1`,
    `-X ${name}.gitMinor=34`,
    `-X ${name}.gitTreeState=clean`,
  ]);
}

function kubernetes(name: string): PeerBinary {
  return { name, module: 'kubernetes', package: `k8s.io/kubernetes/cmd/${name}`, stamps: kubernetesStamps() };
}

const olmModule = 'github.com/operator-framework/operator-lifecycle-manager';

/** Upstream's own suite needs operators that were built with its tags. */
function olm(name: string): PeerBinary {
  const tags = 'json1,e2e,experimental_metrics,containers_image_openpgp';
  return { name, module: 'olm', package: `${olmModule}/cmd/${name}`, tags };
}

/** In the order in which they are built: what most stories need first. */
export const peerBinaries: readonly PeerBinary[] = [
  kubernetes('kubectl'),
  {
    name: 'helm',
    module: 'helm',
    package: 'helm.sh/helm/v3/cmd/helm',
    stamps: [`-X helm.sh/helm/v3/internal/version.version=${helmVersion}`],
  },
  {
    name: 'helm4',
    module: 'helm',
    package: 'helm.sh/helm/v4/cmd/helm',
    stamps: [`-X helm.sh/helm/v4/internal/version.version=${helm4Version}`],
  },
  { name: 'helm-engine', module: 'helm', package: './engine' },
  { name: 'helm-health', module: 'helm', package: './health' },
  { name: 'crane', module: 'helm', package: 'github.com/google/go-containerregistry/cmd/crane' },
  { name: 'oras', module: 'oci-clients', package: 'oras.land/oras/cmd/oras' },
  { name: 'regctl', module: 'oci-clients', package: 'github.com/regclient/regclient/cmd/regctl' },
  {
    name: 'oci-conformance',
    module: 'oci-conformance',
    package: 'github.com/opencontainers/distribution-spec/conformance',
  },
  {
    name: 'distribution',
    module: 'distribution',
    package: './registry',
    stamps: [`-X github.com/distribution/distribution/v3/version.version=${distributionVersion}`],
  },
  { name: 'etcd', module: 'kubernetes', package: 'go.etcd.io/etcd/server/v3' },
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kube-scheduler'),
  { name: 'kwok', module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  {
    name: 'opm',
    module: 'olm',
    package: 'github.com/operator-framework/operator-registry/cmd/opm',
    tags: 'json1,containers_image_openpgp',
  },
  {
    name: 'olm-resolver',
    module: 'olm-resolver',
    package: './program',
    tags: 'json1,containers_image_openpgp',
  },
  olm('olm'),
  olm('catalog'),
  olm('package-server'),
  { name: 'olm-e2e', module: 'olm', package: `${olmModule}/test/e2e`, tests: true },
];

export const moduleDirectory = (module: string): string => join(import.meta.dirname, module);
