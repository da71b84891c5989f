import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../object.ts';
import type { Schema } from '../schema/schema.ts';
import { type Applied, applyPatch } from './apply-patch.ts';
import { updateManagedFields } from './update-managed-fields.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        image: { type: 'string' },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['port', 'protocol'],
          items: {
            type: 'object',
            properties: {
              port: { type: 'integer' },
              protocol: { type: 'string', default: 'TCP' },
              name: { type: 'string' },
            },
          },
        },
      },
    },
  },
};
const now = new Date('2026-01-02T03:04:05Z');
const later = new Date('2026-01-02T04:00:00Z');
const apiVersion = 'example.com/v1';

function thing(spec: object, annotations?: Record<string, string>): KubernetesObject {
  const metadata = { name: 'web', namespace: 'default', ...(annotations === undefined ? {} : { annotations }) };
  return { apiVersion, kind: 'Thing', metadata, spec };
}

function stored({ object, managedFields }: Applied): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, uid: 'u', managedFields } };
}

function created(spec: object, manager: string, annotations?: Record<string, string>): KubernetesObject {
  const object = thing(spec, annotations);
  const managedFields = updateManagedFields({ schema, live: {}, updated: object, manager, apiVersion, now });
  return stored({ object, managedFields });
}

function applied(live: KubernetesObject | undefined, spec: object, manager: string, force = false): Applied {
  const request = { schema, applied: thing(spec), manager, apiVersion, force, now: later };
  return applyPatch(live === undefined ? request : { ...request, live });
}

describe('server-side apply', () => {
  it('refuses to change what others own, in the words of the API server', () => {
    const live = created({ replicas: 3 }, 'kubectl-client-side-apply');

    expect(() => applied(live, { replicas: 4 }, 'gitops')).toThrow(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using example.com/v1: .spec.replicas',
    );
  });

  it('names every contested field as a cause', () => {
    const live = created({ replicas: 3, image: 'a' }, 'editor');

    const cause = { reason: 'FieldManagerConflict', message: 'conflict with "editor" using example.com/v1' };
    const causes = [
      { ...cause, field: '.spec.image' },
      { ...cause, field: '.spec.replicas' },
    ];
    expect(() => applied(live, { replicas: 4, image: 'b' }, 'gitops')).toThrow(
      expect.objectContaining({ code: 'Conflict', details: { causes } }),
    );
  });

  it('takes fields over by force', () => {
    const { object, managedFields } = applied(created({ replicas: 3 }, 'editor'), { replicas: 4 }, 'gitops', true);

    expect(object.spec).toEqual({ replicas: 4 });
    expect(managedFields.map(({ manager }) => manager)).toEqual(['gitops', 'editor']);
  });

  it('removes what the applier no longer applies and nobody else owns', () => {
    const first = stored(
      applied(undefined, { replicas: 1, image: 'a', ports: [{ port: 80 }, { port: 81 }] }, 'gitops'),
    );
    const shared = stored(applied(first, { image: 'a' }, 'other'));

    const { object } = applied(shared, { ports: [{ port: 81 }] }, 'gitops');

    expect(object.spec).toEqual({ image: 'a', ports: [{ port: 81 }] });
  });

  it('tells list items apart by keys with their defaults', () => {
    const live = stored(applied(undefined, { ports: [{ port: 53 }] }, 'gitops'));

    const { object } = applied(live, { ports: [{ port: 53, protocol: 'TCP', name: 'dns' }] }, 'gitops');

    expect(object.spec).toEqual({ ports: [{ port: 53, protocol: 'TCP', name: 'dns' }] });
  });

  it('changes nothing the second time, the time of the entry included', () => {
    const first = applied(created({ replicas: 1 }, 'editor'), { image: 'a' }, 'gitops');

    const second = applyPatch({
      ...{ schema, applied: thing({ image: 'a' }), manager: 'gitops', apiVersion, force: false },
      live: stored(first),
      now: new Date('2027-01-01T00:00:00Z'),
    });

    expect(second.managedFields).toEqual(first.managedFields);
  });

  it('says of an object that nobody owned so far who set its fields', () => {
    const live: KubernetesObject = {
      ...thing({ replicas: 3 }),
      metadata: { name: 'web', namespace: 'default', uid: 'u' },
    };

    expect(() => applied(live, { replicas: 4 }, 'gitops')).toThrow(
      'conflict with "before-first-apply" using example.com/v1',
    );
  });

  it('lets kubectl take over what its client-side apply had set', () => {
    const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
    const live = created({ replicas: 3 }, 'kubectl-client-side-apply', {
      [annotation]: JSON.stringify(thing({ replicas: 3 })),
    });

    const { object } = applied(live, { replicas: 4 }, 'kubectl');

    expect(object.spec).toEqual({ replicas: 4 });
    expect(JSON.parse(object.metadata.annotations?.[annotation] ?? '')).toEqual(thing({ replicas: 4 }));
  });

  it('refuses fields that the schema does not have', () => {
    expect(() => applied(undefined, { replica: 4 }, 'gitops')).toThrow(
      'failed to create typed patch object (default/web; example.com/v1, Kind=Thing): .spec.replica: field not declared in schema',
    );
  });
});

describe('managed fields of an update', () => {
  it('are reset by a client that sends an empty list', () => {
    const live = created({ replicas: 1 }, 'editor');
    const updated = { ...live, spec: { replicas: 2 }, metadata: { ...live.metadata, managedFields: [] } };

    expect(updateManagedFields({ schema, live, updated, manager: 'x', apiVersion, now })).toEqual([]);
  });

  it('keep at most ten managers that updated', () => {
    let live = created({ replicas: 0 }, 'manager-0');
    for (let count = 1; count <= 12; count++) {
      const updated = thing({
        replicas: 0,
        image: `${count}`,
        ports: Array.from({ length: count }, (_, port) => ({ port })),
      });
      const at = new Date(now.getTime() + count * 1000);
      const managedFields = updateManagedFields({
        schema,
        live,
        updated,
        manager: `manager-${count}`,
        apiVersion,
        now: at,
      });
      live = { ...updated, metadata: { ...updated.metadata, uid: 'u', managedFields } };
    }

    const managers = live.metadata.managedFields?.map(({ manager }) => manager) ?? [];
    expect(managers).toHaveLength(10);
    expect(managers).toContain('ancient-changes');
  });
});
