/** JavaScript's stack is used up. Where that happens while a regular expression is compiled, V8 says so in a SyntaxError. */
export function isStackOverflow(error: unknown): boolean {
  return (
    (error instanceof RangeError && error.message.includes('call stack')) ||
    (error instanceof SyntaxError && error.message.endsWith('Stack overflow'))
  );
}
