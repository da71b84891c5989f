import { readFile } from 'node:fs/promises';
import { isFailure } from '@violet/machinery';
import { type Credentials, configuredCredentials } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { credentialFiles } from './credential-files.ts';
import { askCredentialHelper } from './credential-helper.ts';

/**
 * What the person has stored for `host[:port][/namespace]` by `docker login`, `podman login` or `skopeo login`: the first of the files
 * that knows it. Undefined where none does.
 */
export async function storedCredentials(target: string, context: CommandContext): Promise<Credentials | undefined> {
  for (const path of credentialFiles(context)) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      // A directory of somebody else is no reason to stop: who needs credentials will say so.
      if (error.code !== 'ENOENT') context.terminal.debug(`${path} cannot be read: ${error.code}`);
      return undefined;
    });
    const credentials = text === undefined ? undefined : await fromFile(text, target, path, context);
    if (credentials === undefined) continue;
    context.terminal.debug(`credentials for ${target} are from ${path}`);
    return credentials;
  }
  return undefined;
}

async function fromFile(
  text: string,
  target: string,
  path: string,
  context: CommandContext,
): Promise<Credentials | undefined> {
  const { ownHelper, commonHelper, held } = configuredCredentials(text, target, path);
  const [registry = ''] = target.split('/');
  if (ownHelper !== undefined) return askOnce(ownHelper, registry, context);
  if (commonHelper === undefined) return held;
  try {
    return (await askOnce(commonHelper, registry, context)) ?? held;
  } catch (error) {
    // Configurations are copied to machines that do not have the helper, where they may hold all that is needed.
    if (!isFailure(error, 'NotFound')) throw error;
    context.terminal.debug(error.message);
    return held;
  }
}

const answers = new WeakMap<CommandContext, Map<string, ReturnType<typeof askCredentialHelper>>>();

/** A package has many repositories of one registry: its helper is started once for a command. */
function askOnce(name: string, registry: string, context: CommandContext): ReturnType<typeof askCredentialHelper> {
  const known = answers.get(context) ?? new Map<string, ReturnType<typeof askCredentialHelper>>();
  answers.set(context, known);
  const question = `${name} ${registry}`;
  const answer = known.get(question) ?? askCredentialHelper(name, registry, context);
  known.set(question, answer);
  return answer;
}
