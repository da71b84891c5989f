interface Line {
  text: string;
  below: Line[];
}

/**
 * The same for all orders in which Go may have gone through a map: what several keywords and members said stands side by
 * side at the top, or below "validation failed". Lists of anyOf, oneOf and allOf keep their order.
 */
export function inAnyOrder(message: string): string {
  const root: Line = { text: '', below: [] };
  const open: Line[] = [root];
  // What is wrong with a schema itself ends without a line break.
  for (const text of normal(message).split('\n')) {
    const depth = /^( *)- (?:at|invalid) /.exec(text)?.[1]?.length ?? -2;
    const line = { text: sortedNames(text), below: [] };
    open.length = depth / 2 + 1 + 1;
    if (depth < 0) open.length = 1;
    open.at(-1)?.below.push(line);
    open.push(line);
    if (depth < 0) open.length = 2;
  }
  return flat(root, 0).join('\n');
}

function flat(line: Line, depth: number): string[] {
  const parts = line.below.map((below) => flat(below, depth + 1).join('\n'));
  const isLoose =
    depth < 2 || line.text.endsWith(': validation failed') || line.text.includes('- invalid propertyName ');
  return [line.text, ...(isLoose && depth > 0 ? parts.sort() : parts)];
}

function normal(message: string): string {
  return (
    message
      .replace(/(?<!^|\n)child:\n/g, '\nchild:\n')
      // Other files and the network are never read here, which Helm would do.
      .replace(/(failing loading "(?:file|https?):[^"]*"): .*?(?=\n|$)/g, '$1')
      // A mistake of the library: it shows the place that it looked at last.
      .replace(/at '.*': invalid propertyName/g, 'invalid propertyName')
  );
}

function sortedNames(text: string): string {
  return text.replace(/additional properties (.*) not allowed$/, (_, names: string) => {
    return `additional properties ${names.split(', ').sort().join(', ')} not allowed`;
  });
}
