// The body of a thread: what we make of the programs it is started with.
import { parentPort, workerData } from 'node:worker_threads';
import { runProgram, type TemplateProgram } from '@violet/gotemplate/testing';

parentPort?.postMessage((workerData as TemplateProgram[]).map(runProgram));
