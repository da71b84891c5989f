/** Something that is wrong, and what is wrong within it. */
export interface ProblemTree {
  message: string;
  problems: (string | ProblemTree)[];
}

/** Nothing where nothing is wrong. */
export function treeOf(message: string, problems: (string | ProblemTree | undefined)[]): ProblemTree | undefined {
  const found = problems.filter((problem) => problem !== undefined);
  return found.length === 0 ? undefined : { message, problems: found };
}

/** With lines that branch, as opm prints them. */
export function printTree(tree: ProblemTree): string {
  return lines(tree, '').join('\n');
}

function lines({ message, problems }: ProblemTree, indent: string): string[] {
  const within = problems.flatMap((problem, index) => {
    const isLast = index === problems.length - 1;
    const branch = `${indent}${isLast ? '└── ' : '├── '}`;
    if (typeof problem === 'string') return [`${branch}${problem}`];
    const [first = '', ...rest] = lines(problem, `${indent}${isLast ? '    ' : '│   '}`);
    return [`${branch}${first}`, ...rest];
  });
  return [`${message}:`, ...within];
}
