import type { KubernetesObject } from '@violet/machinery';

const maxTexts = 128;
const maxLength = 32 * 1024;
const texts = new Map<KubernetesObject, string>();

/** An object as JSON. Many watches are told of the same object within a moment, so the latest texts are kept. */
export function objectText(object: KubernetesObject): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  if (text.length > maxLength) return text;
  if (texts.size >= maxTexts) {
    const [oldest] = texts.keys();
    if (oldest !== undefined) texts.delete(oldest);
  }
  texts.set(object, text);
  return text;
}
