import type { ProductBase } from '@violet/api';
import { isJsonObject, type Json } from '@violet/machinery';

/** Names that `base` lists as part of the product, of one type of package. */
export function listedExtensions(
  base: ProductBase | undefined,
  packageType: 'OperatorBundle' | 'ModulePlugin',
): string[] {
  const entries = (base?.status?.artifacts ?? []) as Json[];
  return entries
    .filter(isJsonObject)
    .flatMap(({ name, packageType: type }) => (type === packageType && typeof name === 'string' ? [name] : []));
}
