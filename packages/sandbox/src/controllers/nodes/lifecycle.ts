import { type Controller, defineController, type Step } from '@violet/controller';
import { Node, type Taint } from '../kinds/core.ts';
import { wantedTaints } from './taints.ts';

interface World {
  setTaints(taints: Taint[]): Promise<void>;
}

const keepTaints: Step<Node, World> = async (node, { setTaints }, { now }) => {
  const wanted = wantedTaints(node, now());
  if (wanted !== undefined) await setTaints(wanted);
};

export function nodeLifecycleController(): Controller {
  return defineController<Node, World>({
    name: 'node-lifecycle',
    scope: 'member',
    kind: Node,
    observe: ({ metadata: { name, resourceVersion } }, { client }) => ({
      async setTaints(taints) {
        const body = { metadata: { resourceVersion }, spec: { taints: taints as never } };
        await client.resource(Node).patch(name, { type: 'merge', body });
      },
    }),
    steps: [keepTaints],
  });
}
