import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { remembered } from './remembered.ts';
import { type Rendering, setting } from './setting.ts';

export interface HelmProgram {
  bin: string;
  /** A folder for values and for what Helm keeps at home. */
  work: string;
  /** Where its answers are kept from run to run, if anywhere. */
  answers?: string | undefined;
}

export interface HelmQuestion {
  directory: string;
  /** A file of values that lie below. */
  base?: string;
  /** YAML. */
  values: string;
  /** Use the values whatever values.schema.json says. */
  skipSchema: boolean;
  /** A number for each time that the same is asked: answers may differ by chance. */
  time: number;
}

/** Some values make templates repeat themselves without end; Helm has no bounds of its own, and heeds no softer signal. */
const bounds = { maxBuffer: 256 * 1024 * 1024, timeout: 120_000, killSignal: 'SIGKILL' } as const;

/**
 * What `helm template` prints for a chart's folder with these values, CRDs included, or its reason not to; undefined when
 * it did not end in time.
 */
export function renderTheirs(helm: HelmProgram, question: HelmQuestion): Promise<Rendering | undefined> {
  return remembered(helm.answers, question, () => ask(helm, question));
}

async function ask(
  { bin, work }: HelmProgram,
  { directory, base, values, skipSchema }: HelmQuestion,
): Promise<Rendering | undefined> {
  const file = join(work, `values-${process.hrtime.bigint()}.yaml`);
  await writeFile(file, values);
  const words = ['template', setting.name, directory, '--namespace', setting.namespace, '--include-crds'];
  words.push('--kube-version', setting.kubeVersion, ...(skipSchema ? ['--skip-schema-validation'] : []));
  words.push(...(base === undefined ? [] : ['--values', base]), '--values', file);
  const started = performance.now();
  return await new Promise((resolve) => {
    const options = { ...bounds, env: { ...process.env, HOME: work } };
    execFile(join(bin, 'helm'), words, options, (error, stdout, stderr) => {
      const milliseconds = performance.now() - started;
      if (error?.killed === true) resolve(undefined);
      else if (error === null) resolve({ text: stdout, refused: false, milliseconds });
      else resolve({ text: reason(stderr).replaceAll(file, 'values.yaml'), refused: true, milliseconds });
    });
  });
}

/** Without the warnings before it and the advice about flags. */
function reason(stderr: string): string {
  const text = stderr.slice(stderr.search(/^Error: /m) + 'Error: '.length);
  return text.split('\n\nUse --debug')[0]?.trimEnd() ?? '';
}
