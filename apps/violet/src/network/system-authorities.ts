/**
 * Trusts from now on the authorities that the system knows besides those that Node brings: a site has its own there, where
 * other programs find them, too. It takes 80 ms, so it is done when one is missed. Gives true: another try is worth it.
 */
export function trustSystemAuthorities(): true {
  const tls = process.getBuiltinModule('node:tls');
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
  return true;
}
