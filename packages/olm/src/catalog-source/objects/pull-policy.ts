/** What a digest names never changes; everything else is looked at again. */
export function pullPolicy(image: string): 'IfNotPresent' | 'Always' {
  return image.includes('@') ? 'IfNotPresent' : 'Always';
}
