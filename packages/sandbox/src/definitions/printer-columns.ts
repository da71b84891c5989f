import type { Column } from '@violet/apiserver';
import { nameColumn, type PrinterColumn, tableCell, tableColumn } from '@violet/machinery';

const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
};

/** The columns of a custom kind: its name, then what the definition lists, or else its age. */
export function printerColumns(listed: readonly PrinterColumn[] | undefined): Column[] {
  const columns = listed === undefined || listed.length === 0 ? [ageColumn] : listed;
  return [
    { ...nameColumn, type: 'string', cell: (object) => object.metadata.name ?? '' },
    ...columns.map(
      (column): Column => ({
        ...tableColumn(column),
        type: column.type as Column['type'],
        cell: (object, now) => tableCell(column, object, now),
      }),
    ),
  ];
}
