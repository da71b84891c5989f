import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command line of a session, with its here-documents. */
export interface Step {
  /** Line of the command in its file. */
  line: number;
  command: string;
  /** `output`: what is printed and the exit code are compared. `exit`: only the exit code, for what prints progress. */
  compare: 'output' | 'exit';
  /** Why the clusters rightly answer differently; a step with a reason must do so. */
  differs?: string;
}

export interface Session {
  name: string;
  steps: Step[];
}

const testdata = join(import.meta.dirname, 'testdata');

/** The sessions of a folder of testdata: `current` for a kubectl of the cluster's version, `old` for Debian's. */
export function readSessions(folder: 'current' | 'old'): Session[] {
  return readdirSync(join(testdata, folder))
    .sort()
    .map((file) => ({
      name: file.replace('.session', ''),
      steps: parse(readFileSync(join(testdata, folder, file), 'utf8')),
    }));
}

/**
 * `$ command` is compared, `~ command` by its exit code; a line `! reason` before it says why it differs. What follows up
 * to the next such line belongs to the command; `# ` is a comment.
 */
function parse(text: string): Step[] {
  const steps: Step[] = [];
  let reason: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const mark = line.slice(0, 2);
    if (mark === '! ') reason = line.slice(2);
    else if (mark === '$ ' || mark === '~ ') {
      steps.push({
        line: index + 1,
        command: line.slice(2),
        compare: mark === '$ ' ? 'output' : 'exit',
        ...(reason === undefined ? {} : { differs: reason }),
      });
      reason = undefined;
    } else if (mark !== '# ') {
      const last = steps.at(-1);
      if (last !== undefined) last.command += `\n${line}`;
    }
  }
  for (const step of steps) step.command = step.command.trimEnd();
  return steps;
}
