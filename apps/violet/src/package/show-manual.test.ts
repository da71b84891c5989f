import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

const sample = join(import.meta.dirname, '../../../../samples/topolvm-operator/v2.3.0');
const artifact = 'harbor.demo.io/acp/topolvm-operator-bundle:v3.11.0';
const file = 'topolvm-operator.v2.3.0.tgz';
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-show-'));
  const create = ['create', 'topolvm-operator', '--artifact', artifact, '--from', sample, '--skip-package-images'];
  await runViolet(create, { cwd });
  await runViolet(['package', 'topolvm-operator', '--output-file', file], { cwd });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

// The manual, Upload Packages > violet show; of the architectures see docs/decisions/0015-architectures-of-a-package.md.
const short = 'Name: NativeStor\nType: bundle\nArch: [linux/amd64]\nVersion: 2.3.0\n';
const images =
  'harbor.demo.io/acp/topolvm-operator:v3.11.0 harbor.demo.io/acp/topolvm:v3.11.0 ' +
  'harbor.demo.io/3rdparty/k8scsi/csi-provisioner:v3.0.0';

it.each([
  [`violet show ${file}`, short],
  [`violet show ${file} --all`, `${short}Artifact: ${artifact}\nRelateImages: [${images}]\n`],
])('%s prints what the manual prints', async (command, expected) => {
  expect(await runViolet(command.split(' ').slice(1), { cwd })).toEqual({ code: 0, stdout: expected, stderr: '' });
});
