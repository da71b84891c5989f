/** Namespaces that every cluster has. */
export const firstNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
