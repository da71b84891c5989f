import type { Context } from '../command/context.ts';

const withScheme = /:\/\/[^:/@\s]*:([^@\s]+)@/;
/** Not a tag with a digest behind it. */
const withoutScheme = /(?:^|=)[^:/@\s=]*:([^/@\s]+)@(?!sha\d+:)/;
const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/** Passwords in the addresses that were typed, and in those of proxies, as they stand there and as they are. */
export function passwordsInAddresses(args: readonly string[], env: Context['env']): string[] {
  const addresses = [...args, ...proxies.flatMap((name) => [env[name], env[name.toLowerCase()]])];
  return addresses.flatMap((address = '') => {
    const password = withScheme.exec(address)?.[1] ?? withoutScheme.exec(address)?.[1];
    return password === undefined ? [] : [password, decoded(password)];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
