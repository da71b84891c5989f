/** What is known of installations of one cluster from one run to the next; nothing depends on it after a restart. */
export interface InstallMemory {
  /** By the uid of a CSV whose account was not permitted to install it: the rules that the account had. */
  refusedWith: Map<string, string>;
}

export function anInstallMemory(): InstallMemory {
  return { refusedWith: new Map() };
}
