// The thread of unpack-beside.ts: a ConfigMap, or the files of an image for one, in; its manifests out.
import { workerData } from 'node:worker_threads';
import { answer } from '@violet/threads';
import { bundleConfigMap } from './bundle-config-map.ts';
import { contentsOf, manifestsAmong, mostBundleBytes } from './read-manifests.ts';
import type { UnpackAnswer, UnpackTask } from './unpack-beside.ts';

await answer((): UnpackAnswer => {
  const task = workerData as UnpackTask;
  const configMap = 'files' in task ? bundleConfigMap(task.image, task.files, task.source) : task.configMap;
  // Whoever reads them again takes a fraction of the time for JSON.
  const bundle = manifestsAmong(contentsOf(configMap, mostBundleBytes), (object) => JSON.stringify(object));
  return { configMap, bundle };
});
