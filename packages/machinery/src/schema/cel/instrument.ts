import type { ASTNode } from '@marcbachmann/cel-js';

/** Functions that `environment.ts` provides: one counts the turns of a loop, one matches in linear time. */
export const loopFunction = '__loop';
export const matchesFunction = '__matches';

const comprehensions = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

interface Insertion {
  at: number;
  text: string;
}

/**
 * The expression with every collection that is looped over counted, and `matches` led to RE2, since the engine has neither limits for
 * loops nor a safe matcher.
 */
export function instrument(expression: string, ast: ASTNode): string {
  const insertions: Insertion[] = [];
  visit(ast, (node) => {
    if (node.op !== 'rcall') return;
    const [name, receiver, parameters] = node.args;
    if (comprehensions.has(name) && parameters[0]?.op === 'id') {
      insertions.push(
        { at: startOf(receiver, expression), text: `${loopFunction}(` },
        { at: receiver.range.end, text: ')' },
      );
    } else if (name === 'matches') {
      const at = expression.indexOf('matches', receiver.range.end);
      if (at >= 0) insertions.push({ at, text: '__' });
    }
  });
  return insert(expression, insertions);
}

/** A node's range begins behind the parentheses of its first operand: `(a).b` begins at `a`. */
function startOf(node: ASTNode, expression: string): number {
  const inside = expression.slice(node.range.start, node.range.end).replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '');
  let unopened = inside.split(')').length - inside.split('(').length;
  let start = node.range.start;
  while (unopened > 0 && start > 0) {
    start--;
    if (expression.charAt(start) === '(') unopened--;
  }
  return start;
}

function insert(text: string, insertions: Insertion[]): string {
  insertions.sort((a, b) => a.at - b.at);
  let result = '';
  let from = 0;
  for (const insertion of insertions) {
    result += text.slice(from, insertion.at) + insertion.text;
    from = insertion.at;
  }
  return result + text.slice(from);
}

export function usesVariable(ast: ASTNode, name: string): boolean {
  let found = false;
  visit(ast, (node) => {
    if (node.op === 'id' && node.args === name) found = true;
  });
  return found;
}

function visit(node: ASTNode, see: (node: ASTNode) => void): void {
  see(node);
  visitParts(node.args, see);
}

/** Operands are nodes, or lists of nodes, between names and literals. */
function visitParts(parts: unknown, see: (node: ASTNode) => void): void {
  if (Array.isArray(parts)) for (const part of parts) visitParts(part, see);
  else if (typeof parts === 'object' && parts !== null && 'op' in parts && 'range' in parts)
    visit(parts as ASTNode, see);
}
