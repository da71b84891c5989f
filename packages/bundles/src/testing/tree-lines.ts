/** The lines of opm's tree of problems, each with the lines above it, in an order of their own: opm's is random. */
export function treeLines(message: string): string[] {
  const path: string[] = [];
  return message
    .split('\n')
    .map((line) => {
      const branch = /^[│ ]*[├└]── /.exec(line)?.[0] ?? '';
      path.length = branch.length / 4;
      path.push(line.slice(branch.length));
      return path.join(' / ');
    })
    .sort();
}
