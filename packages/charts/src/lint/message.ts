export type Severity = 'INFO' | 'WARNING' | 'ERROR';

/** One thing that is to be said of a chart. */
export interface LintMessage {
  severity: Severity;
  /** The file or directory that it is about, relative to the chart; empty for the chart as a whole. */
  path: string;
  message: string;
}

/** As `helm lint` prints it. */
export function lintMessageText({ severity, path, message }: LintMessage): string {
  return `[${severity}] ${path}: ${message}`;
}

/** What a rule found: nothing, or what is wrong in words. */
export type Finding = string | undefined;

/** Where a rule's finding is kept. */
export class Report {
  readonly messages: LintMessage[] = [];

  /** Keeps a finding; whether there is none. */
  add(severity: Severity, path: string, finding: Finding): boolean {
    if (finding !== undefined) this.messages.push({ severity, path, message: finding });
    return finding === undefined;
  }

  /** Runs what may throw: its message is the finding. */
  try<T>(severity: Severity, path: string, deed: () => T, about: (message: string) => string = same): T | undefined {
    try {
      return deed();
    } catch (error) {
      this.add(severity, path, about((error as Error).message));
      return undefined;
    }
  }
}

const same = (message: string) => message;
