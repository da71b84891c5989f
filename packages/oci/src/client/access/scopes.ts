/** What a request may need of a token issuer, in the words of the token specification. */
export const scopes = {
  pull: (repository: string) => [`repository:${repository}:pull`],
  push: (repository: string) => [`repository:${repository}:pull,push`],
  delete: (repository: string) => [`repository:${repository}:delete,pull`],
  mount: (repository: string, from: string) => [`repository:${repository}:pull,push`, `repository:${from}:pull`],
};
