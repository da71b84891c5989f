import { ClusterServiceVersion } from '@violet/api';
import { createClusterSet } from '@violet/controller';
import { connectRegistry } from '@violet/oci';
import { describe, expect, it } from 'vitest';
import { createOlmEngine } from './engine.ts';
import { copies, copyProjection } from './operator-group/copies/copy.ts';

describe('the engine', () => {
  it('keeps one small cache of copied CSVs, of which there can be thousands', () => {
    const openRegistry = () => connectRegistry({ address: 'localhost:1', plain: true });
    const engine = createOlmEngine({
      clusters: createClusterSet(),
      settings: { catalogNamespace: 'catalogs', openRegistry },
    });
    const kept = engine.controllers
      .flatMap(({ watches }) => watches)
      .filter(({ kind, labelSelector }) => kind.kind === ClusterServiceVersion.kind && labelSelector === copies)
      .map(({ metadataOnly = false, project }) => ({ metadataOnly, project: project?.id }));

    expect(kept.length).toBeGreaterThan(1);
    for (const cache of kept) expect(cache).toEqual({ metadataOnly: false, project: copyProjection.id });
    engine.stop();
  });
});
