import type { CsvInput } from '../request.ts';

/** Whether a CSV is a copy of one in another namespace. */
export function isCopied({ metadata, status }: CsvInput): boolean {
  if (status?.reason === 'Copied' || metadata.labels?.['olm.copiedFrom'] !== undefined) return true;
  const home = metadata.annotations?.['olm.operatorNamespace'];
  return home !== undefined && home !== (metadata.namespace ?? '');
}
