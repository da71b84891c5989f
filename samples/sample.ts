/** Where samples say that they come from; nothing is ever asked of it. */
export const sampleRegistry = 'registry.example.com';

export interface Sample {
  name: string;
  /** With `v`. */
  version: string;
  directory: string;
}

/** What a sample has put into the source of images. */
export interface SampleArtifact {
  artifact: string;
  platforms: string[];
}
