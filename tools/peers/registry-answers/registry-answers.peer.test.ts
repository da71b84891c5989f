/** The same requests to our registry and to distribution 3: status, headers and bodies are the same, or it is said why not. */
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answersOf } from './answers.ts';
import { type RunningDistribution, startDistribution } from './distribution.ts';
import { requests } from './requests.ts';

let ours: TestRegistry;
let distribution: RunningDistribution;
let answers: { ours: Answer[]; theirs: Answer[] };

beforeAll(async () => {
  const bin = process.env['VIOLET_PEERS_BIN'];
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  ours = await startTestRegistry();
  distribution = await startDistribution(bin);
  answers = {
    ours: await answersOf(ours.address, requests),
    theirs: await answersOf(distribution.address, requests),
  };
});

afterAll(async () => {
  await ours.close();
  await distribution.stop();
});

describe('an answer', () => {
  it.each(requests.map(({ name, differs }, index) => ({ name, differs, index })))('to: $name', ({ differs, index }) => {
    const [our, their] = [answers.ours[index], answers.theirs[index]];

    if (differs === undefined) expect(our).toEqual(their);
    else expect(our).not.toEqual(their);
  });
});
