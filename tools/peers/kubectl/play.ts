import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { normalise } from './normalise.ts';
import type { Session, Step } from './session.ts';

const stepTimeoutMs = 60_000;

export interface Stage {
  /** Folder of the kubectl to use. */
  bin: string;
  /** Path of a kubeconfig. */
  kubeconfig: string;
  /** Where commands run and kubectl keeps what it knows of the cluster. */
  directory: string;
}

/** Runs the steps one after the other, as a person at a terminal would; answers what each printed, normalised. */
export async function play(session: Session, stage: Stage): Promise<string[]> {
  mkdirSync(stage.directory, { recursive: true });
  const answers: string[] = [];
  for (const step of session.steps) answers.push(await answerTo(step, stage));
  return answers;
}

function answerTo({ command, compare }: Step, { bin, kubeconfig, directory }: Stage): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', command], {
      cwd: directory,
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        KUBECONFIG: kubeconfig,
        HOME: directory,
        KUBECACHEDIR: join(directory, 'cache'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: stepTimeoutMs,
    });
    const output = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.err += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const ending = `exit ${code ?? signal}`;
      if (compare === 'exit') return resolve(ending);
      resolve(normalise([output.out, output.err && `stderr:\n${output.err}`, ending].filter(Boolean).join('\n')));
    });
  });
}
