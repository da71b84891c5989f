const shape = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const maturity: Record<string, number> = { alpha: 0, beta: 1, '': 2 };

/** Kubernetes' order of API versions, the preferred first: v2, v1, v1beta2, v1beta1, v1alpha1, then others by name. */
export function compareVersions(a: string, b: string): number {
  const left = shape.exec(a);
  const right = shape.exec(b);
  if (left === null || right === null) {
    if (left !== null) return -1;
    if (right !== null) return 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const byMaturity = (maturity[right[2] ?? ''] ?? 0) - (maturity[left[2] ?? ''] ?? 0);
  return byMaturity || Number(right[1]) - Number(left[1]) || Number(right[3] ?? 0) - Number(left[3] ?? 0);
}
