import { type Controller, defineController, type Step } from '@violet/controller';
import { Node, type Taint } from '../kinds/core.ts';

interface World {
  setTaints(taints: Taint[]): Promise<void>;
}

const NOT_READY = 'node.kubernetes.io/not-ready';

/** The server taints a node that registers; the taint goes when the node is ready. */
const liftTaint: Step<Node, World> = async (node, { setTaints }) => {
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const taints = node.spec?.taints ?? [];
  if (ready && taints.some(({ key }) => key === NOT_READY))
    await setTaints(taints.filter(({ key }) => key !== NOT_READY));
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
    steps: [liftTaint],
  });
}
