import type { Verdict } from '@violet/controller';

/** `major.minor.patch` of the cluster; undefined while it is not known. */
export interface KubeVersion {
  major: number;
  minor: number;
  patch: number;
}

/** The variables of `olm.catalogImageTemplate`. */
const variable = /\{kube_(major|minor|patch)_version\}/g;

export const templateConditions = { resolved: 'TemplatesHaveResolved', image: 'ResolvedImage' } as const;

export interface ResolvedTemplate {
  /** The image to use; undefined where the template cannot be resolved. */
  image?: string;
  verdicts: Verdict[];
}

/** What a template means on a cluster of this version, and what is to be said of it. */
export function resolveImageTemplate(template: string, version: KubeVersion | undefined): ResolvedTemplate {
  const missing: string[] = [];
  const image = template.replaceAll(variable, (name: string, part: keyof KubeVersion) => {
    if (version !== undefined) return String(version[part]);
    missing.push(`"${name}"`);
    return 'missing';
  });
  const isValid = isImageReference(image);
  if (isValid && missing.length === 0) {
    const reason = 'AllTemplatesResolved';
    return {
      image,
      verdicts: verdicts('True', reason, 'catalog image reference was successfully resolved', image),
    };
  }
  const causes = [
    ...(missing.length === 0 ? [] : [`variable(s) ${missing.join(', ')} could not be resolved`]),
    ...(isValid ? [] : ['one or more template(s) has improper syntax']),
  ];
  const message = `cannot construct catalog image reference, because ${causes.join(' and ')}`;
  return { verdicts: verdicts('False', 'UnableToResolve', message, image) };
}

function verdicts(status: 'True' | 'False', reason: string, message: string, image: string): Verdict[] {
  return [
    { type: templateConditions.resolved, status, reason, message },
    { type: templateConditions.image, status, reason, message: image },
  ];
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domain = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const tag = '\\w[\\w.-]{0,127}';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const reference = new RegExp(`^((?:${domain}/)?${component}(?:/${component})*)(?::${tag})?(?:@${digest})?$`);

/** As container tools parse them; a brace that is left over is in none. */
function isImageReference(text: string): boolean {
  const name = reference.exec(text)?.[1];
  return name !== undefined && name.length <= 255;
}

/** From `gitVersion`, which has the patch and no `+` behind the minor. */
export function kubeVersionOf(gitVersion: string): KubeVersion | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}
