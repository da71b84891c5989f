import { basename, resolve } from 'node:path';
import { buildPackage } from '@violet/archive';
import { parseReference } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { formatBytes } from '../progress/format-bytes.ts';
import { type SourceAccess, sourceRegistries } from '../registry/source-registries.ts';
import { readPackageDirectory } from './package-directory.ts';

export interface PackageFlags extends SourceAccess {
  outputFile: string | undefined;
  output: string | undefined;
}

/** Gives the sentence that tells where the package is. */
export async function makePackage(name: string, flags: PackageFlags, context: CommandContext): Promise<string> {
  if (flags.output !== undefined && flags.outputFile !== undefined) {
    throw wrongUsage('--output and --output-file are the same: give one of them');
  }
  const directory = resolve(context.cwd, name);
  const manifest = await readPackageDirectory(directory);
  const { artifact, relatedImages } = manifest.spec;
  const references = [artifact, ...relatedImages.map(({ image }) => image)].map(parseReference);
  const source = await sourceRegistries(references, flags, context);
  const progress = await context.events.progress('package');
  try {
    const output = resolve(context.cwd, withExtension(flags.outputFile ?? flags.output ?? basename(directory)));
    const built = await buildPackage({
      manifest,
      source,
      output,
      signal: context.signal,
      progress: {
        onPlan: ({ images, bytes }) => {
          context.terminal.note(`${images} images, ${formatBytes(bytes)}`);
          progress.start({ bytes });
        },
        onBytes: (bytes) => progress.update({ bytes }),
      },
    });
    return `successfully packaged and saved it to: ${built.path}`;
  } finally {
    progress.stop();
    source.close();
  }
}

function withExtension(name: string): string {
  return name.endsWith('.tgz') ? name : `${name}.tgz`;
}
