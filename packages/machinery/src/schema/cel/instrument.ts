import type { ASTNode } from '@marcbachmann/cel-js';

/** Functions that `environment.ts` provides: one counts a step, one matches in linear time. */
export const stepFunction = '__step';
export const matchesFunction = '__matches';

const comprehensions = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

interface Insertion {
  at: number;
  text: string;
}

/**
 * The expression with every turn of a loop counted, and `matches` led to RE2, since the engine has neither limits for
 * loops nor a safe matcher.
 */
export function instrument(expression: string, ast: ASTNode): string {
  const insertions: Insertion[] = [];
  visit(ast, (node) => {
    if (node.op !== 'rcall') return;
    const [name, receiver, parameters] = node.args;
    if (comprehensions.has(name) && parameters[0]?.op === 'id') {
      for (const body of parameters.slice(1)) {
        insertions.push({ at: body.range.start, text: `${stepFunction}(` }, { at: body.range.end, text: ')' });
      }
    } else if (name === 'matches') {
      const at = expression.indexOf('matches', receiver.range.end);
      if (at >= 0) insertions.push({ at, text: '__' });
    }
  });
  return insert(expression, insertions);
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
