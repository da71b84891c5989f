import type { Column } from '@violet/apiserver';
import { numberAt } from '../read.ts';
import { ageColumn, integer, nameColumn } from './cells.ts';

/** `autoscaling/v1` Scale, the same for all kinds that have one. */
export const scaleColumns: Column[] = [
  nameColumn,
  integer('Desired', (object) => numberAt(object, 'spec.replicas')),
  integer('Available', (object) => numberAt(object, 'status.replicas')),
  ageColumn,
];
