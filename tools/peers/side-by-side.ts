import { spawn } from 'node:child_process';

export interface CommandLine {
  title: string;
  words: readonly string[];
}

export interface SideBySideOptions {
  cwd: string;
  environment: Readonly<Record<string, string>>;
  /** How many run at once. */
  atOnce: number;
  /** What a program writes is shown as it comes; without it in one piece when the program has ended. */
  live?: boolean;
  say(text: string): void;
}

/** Runs programs that mostly wait, some at once. Answers whether all of them have ended well. */
export async function sideBySide(lines: readonly CommandLine[], options: SideBySideOptions): Promise<boolean> {
  const waiting = [...lines];
  let passed = true;
  const work = async () => {
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift())
      passed = (await runOne(line, options)) && passed;
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return passed;
}

function runOne(line: CommandLine, { cwd, environment, live = false, say }: SideBySideOptions): Promise<boolean> {
  const [program = '', ...words] = line.words;
  const begun = performance.now();
  const env = { ...process.env, ...environment };
  const child = spawn(program, words, { cwd, env, stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = Math.round((performance.now() - begun) / 1000);
      say(`\n== ${line.title} (${seconds} s)\n${Buffer.concat(output)}`);
      resolve(code === 0);
    });
  });
}
