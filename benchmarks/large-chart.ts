// A chart of the size of the largest that are in use: an umbrella over many services, each with its helpers, a long
// values.yaml, configuration files that are templates, and rules that are data.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const services = 24;
const workers = 12;
const rules = 40;
const parts = join(import.meta.dirname, 'large-chart');

/** Writes the chart into a folder of its own and answers with it; the caller removes it. */
export function writeLargeChart(): string {
  const directory = mkdtempSync(join(tmpdir(), 'violet-large-chart-'));
  const names = Array.from({ length: services }, (_, index) => `service-${String(index).padStart(2, '0')}`);
  writeFileSync(join(directory, 'Chart.yaml'), umbrella(names));
  writeFileSync(join(directory, 'values.yaml'), 'global:\n  registry: registry.example.com\n  zone: west\n');
  for (const name of names) writeService(join(directory, 'charts', name), name);
  return directory;
}

function umbrella(names: readonly string[]): string {
  const dependencies = names.map((name) => `  - name: ${name}\n    version: 1.2.3\n    condition: ${name}.enabled\n`);
  return `apiVersion: v2\nname: fleet\nversion: 1.0.0\ndependencies:\n${dependencies.join('')}`;
}

function writeService(directory: string, name: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 1.2.3\nappVersion: "4.5"\n`);
  writeFileSync(join(directory, 'values.yaml'), serviceValues());
  copyParts('files', directory, name);
  copyParts('templates', directory, name);
}

/** With the service's name in place of the word that stands for it. */
function copyParts(folder: string, directory: string, name: string): void {
  mkdirSync(join(directory, folder));
  for (const file of readdirSync(join(parts, folder))) {
    const text = readFileSync(join(parts, folder, file), 'utf8');
    writeFileSync(join(directory, folder, file), text.replaceAll('SERVICE', name));
  }
}

function serviceValues(): string {
  const common = readFileSync(join(parts, 'values.yaml'), 'utf8');
  return `${common}workers:\n${repeated(workers, worker)}rules:\n${repeated(rules, rule)}`;
}

const repeated = (times: number, text: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => text(index)).join('');

function worker(index: number): string {
  return `  - name: worker-${index}
    replicas: ${(index % 3) + 1}
    resources:
      limits: { cpu: ${index * 100 + 100}m, memory: 256Mi }
      requests: { cpu: 50m, memory: 64Mi }
    env:
      LOG_LEVEL: info
      QUEUE: "queue-${index}"
      THREADS: "${index}"
    # The queue's own disk.
    volumes:
      - name: data
        mountPath: /var/lib/worker
        size: ${index + 1}Gi
`;
}

function rule(index: number): string {
  return `  - alert: QueueTooLong${index}
    expr: |-
      sum by (namespace, queue) (rate(queue_depth{job="worker", shard="${index}"}[5m]))
        > ${index * 10}
    for: 10m
    labels: { severity: ${index % 2 === 0 ? 'warning' : 'critical'} }
    annotations:
      summary: 'Queue {{ $labels.queue }} is too long'
      description: "Queue {{ $labels.queue }} has {{ $value }} messages since 10 minutes, which is more than its workers can take."
`;
}
