/**
 * Where an image or chart of a package lands in the platform's registry: its repository path is kept, and what the
 * package marks as third-party goes below `3rdparty/`. `repository` is without registry, tag and digest.
 */
export function landingRepository(repository: string, options: { thirdParty: boolean }): string {
  if (!options.thirdParty || repository.startsWith('3rdparty/')) return repository;
  return `3rdparty/${repository}`;
}
