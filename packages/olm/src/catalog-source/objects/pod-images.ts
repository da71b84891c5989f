/** Images of the pods that OLM runs for catalogues. */
export interface RegistryImages {
  /** Serves the catalogue of a ConfigMap. */
  configMapServer: string;
  /** Serves what was taken out of a catalogue's image. */
  opm: string;
  /** Takes it out. */
  util: string;
}

export const upstreamImages: RegistryImages = {
  configMapServer: 'quay.io/operator-framework/configmap-operator-registry:latest',
  opm: 'quay.io/operator-framework/opm:latest',
  util: 'quay.io/operator-framework/olm:latest',
};
