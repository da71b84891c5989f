export { treeLines } from './testing/tree-lines.ts';
