/** Where a command's text goes. */
export interface TextSink {
  write(text: string): unknown;
  /** A terminal that a person looks at. */
  isTTY?: boolean;
  /** How wide that terminal is. */
  columns?: number | undefined;
}

/** All that a command takes from the process it runs in. */
export interface Context {
  stdout: TextSink;
  stderr: TextSink;
  env: Readonly<Record<string, string | undefined>>;
  /** All that is piped in. */
  readInput(): Promise<string>;
  /** What a person answers to a question; absent where nobody sits at the terminal. */
  ask?: (question: string) => Promise<string>;
  /** Paths that a person gives are relative to this. */
  cwd: string;
  now(): Date;
  /** Aborts when the person has had enough. */
  signal: AbortSignal;
}
