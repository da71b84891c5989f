/** What `kubectl get` printed, as rows by column; columns are where the header's words begin. */
export function rowsOf(text: string): Record<string, string>[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const starts = [...header.matchAll(/\S+(?: \S+)*/g)].map(({ 0: name, index }) => ({ name, index }));
  return lines.map((line) =>
    Object.fromEntries(
      starts.map(({ name, index }, position) => [name, line.slice(index, starts[position + 1]?.index).trim()]),
    ),
  );
}
