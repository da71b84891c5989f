import type { Container, GrpcPodConfig, PodSpec } from '@violet/api';
import type { RegistryImages } from './pod-images.ts';
import { pullPolicy } from './pull-policy.ts';

const UTILITIES = '/utilities';
const CONTENT = '/extracted-catalog';
const utilitiesMount = { name: 'utilities', mountPath: UTILITIES };
const contentMount = { name: 'catalog-content', mountPath: CONTENT };

/** `spec.grpcPodConfig.extractContent`: the catalogue is copied out of its image and served by opm. */
export function extractContent(
  spec: PodSpec,
  server: Container,
  { extractContent: wanted }: GrpcPodConfig,
  images: RegistryImages,
): PodSpec {
  if (wanted === undefined) return { ...spec, containers: [server] };
  const hasCache = (wanted.cacheDir ?? '') !== '';
  return {
    ...spec,
    volumes: [emptyVolume('utilities'), emptyVolume('catalog-content'), ...(hasCache ? [] : [emptyVolume('tmpdir')])],
    initContainers: [copyUtilities(images), copyContent(server, wanted)],
    containers: [
      {
        ...server,
        image: images.opm,
        imagePullPolicy: pullPolicy(images.opm),
        command: ['/bin/opm'],
        args: ['serve', `${CONTENT}/catalog`, ...(hasCache ? [`--cache-dir=${CONTENT}/cache`] : [])],
        // Without a cache of its own opm makes one in /tmp.
        volumeMounts: [...(hasCache ? [] : [{ name: 'tmpdir', mountPath: '/tmp/' }]), contentMount],
        securityContext: { readOnlyRootFilesystem: true },
      },
    ],
  };
}

function emptyVolume(name: string) {
  return { name, emptyDir: {} };
}

function copyUtilities({ util }: RegistryImages): Container {
  return {
    name: 'extract-utilities',
    image: util,
    command: ['cp'],
    args: ['/bin/copy-content', `${UTILITIES}/copy-content`],
    volumeMounts: [utilitiesMount],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: { readOnlyRootFilesystem: true },
  };
}

function copyContent(
  { image = '', imagePullPolicy = '' }: Container,
  { catalogDir, cacheDir = '' }: { catalogDir: string; cacheDir?: string },
): Container {
  const cache = cacheDir === '' ? [] : [`--cache.from=${cacheDir}`, `--cache.to=${CONTENT}/cache`];
  return {
    name: 'extract-content',
    image,
    imagePullPolicy,
    command: [`${UTILITIES}/copy-content`],
    args: [`--catalog.from=${catalogDir}`, `--catalog.to=${CONTENT}/catalog`, ...cache],
    volumeMounts: [utilitiesMount, contentMount],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: { readOnlyRootFilesystem: true },
  };
}
