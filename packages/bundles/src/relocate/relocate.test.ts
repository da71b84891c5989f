import type { JsonObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { imagesOfCsv, relocateCsv } from './relocate.ts';

const csv: JsonObject = {
  kind: 'ClusterServiceVersion',
  metadata: { name: 'demo.v1.0.0', annotations: { containerImage: 'a.example.com/acp/demo:v1', createdAt: 'today' } },
  spec: {
    description: 'Runs a.example.com/acp/demo:v1.',
    relatedImages: [
      { name: 'demo', image: 'a.example.com/acp/demo:v1' },
      { name: 'pinned', image: 'b.example.com/x/pinned@sha256:1' },
    ],
    install: {
      spec: {
        deployments: [
          {
            spec: {
              template: {
                spec: {
                  initContainers: [{ image: 'a.example.com/acp/init:v1' }],
                  containers: [
                    {
                      image: 'a.example.com/acp/demo:v1',
                      command: ['/run', '--image=b.example.com/x/pinned@sha256:1'],
                      args: ['--other', 'a.example.com/acp/demo:v1', '--url=a.example.com/not/an:image'],
                      env: [
                        { name: 'RELATED_IMAGE_TOOL', value: 'a.example.com/acp/tool:v1' },
                        { name: 'SIDE_IMAGE', value: 'not an image' },
                        { name: 'SELF', value: 'a.example.com/acp/demo:v1' },
                        { name: 'FIELD', valueFrom: { fieldRef: { fieldPath: 'x' } } },
                      ],
                    },
                  ],
                },
              },
            },
          },
        ],
      },
    },
  },
};

describe('the images of a CSV', () => {
  it('are those of its Deployments, its relatedImages and its variables, each once', () => {
    expect(imagesOfCsv(csv)).toEqual([
      'a.example.com/acp/demo:v1',
      'b.example.com/x/pinned@sha256:1',
      'a.example.com/acp/init:v1',
      'a.example.com/acp/tool:v1',
    ]);
  });

  it('are moved wherever they stand, and nothing else is', () => {
    const moved = relocateCsv(csv, (image) => image.replace(/^[ab]\.example\.com/, 'hub:11443'));

    const text = JSON.stringify(moved);
    expect(text).not.toMatch(/b\.example\.com/);
    expect(text).toContain('"command":["/run","--image=hub:11443/x/pinned@sha256:1"]');
    expect(text).toContain('"args":["--other","hub:11443/acp/demo:v1","--url=a.example.com/not/an:image"]');
    expect(text).toContain('{"name":"SELF","value":"hub:11443/acp/demo:v1"}');
    expect(moved).toMatchObject({ spec: { description: 'Runs a.example.com/acp/demo:v1.' } });
    expect(imagesOfCsv(csv)[0]).toBe('a.example.com/acp/demo:v1');
  });

  it.each<[string, JsonObject]>([
    ['nothing', {}],
    ['another shape', { spec: { relatedImages: 'x', install: { spec: { deployments: [null, { spec: [] }] } } } }],
  ])('are none in %s', (_what, broken) => {
    expect(imagesOfCsv(broken)).toEqual([]);
    expect(relocateCsv(broken, (image) => image)).toEqual(broken);
  });
});
