import type { GarbageItem } from '@violet/publish';

const typeWidth = 21;
const nameWidth = 51;
const ruleWidth = 90;

/** The table of the product: widths are its own. */
export function printGarbage(items: readonly GarbageItem[]): string[] {
  if (items.length === 0) return ['No resources were deleted.'];
  const row = (type: string, name: string, cluster: string) =>
    `${type.padEnd(typeWidth)}${name.padEnd(nameWidth)}${cluster}`;
  return [
    'GC Summary:',
    row('TYPE', 'NAME', 'CLUSTER'),
    '-'.repeat(ruleWidth),
    ...items.map(({ type, name, cluster }) => row(type, name, cluster)),
  ];
}
