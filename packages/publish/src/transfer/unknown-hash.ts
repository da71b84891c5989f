import { Failure, isFailure } from '@violet/machinery';

/**
 * A registry that knows sha256 only says of another digest that it is wrong, or that nothing is there: such a failure with a hint at what may be behind
 * it. `image` is whose manifest or blob it is.
 */
export function hintAtHash(error: unknown, digest: string, image: string): unknown {
  if (digest.startsWith('sha256:') || !isFailure(error, 'BadRequest', 'Invalid', 'NotFound')) return error;
  const { code, message, reason } = error;
  return new Failure(code, message, {
    cause: error,
    ...(reason === undefined ? {} : { reason }),
    hint: `Many registries know manifests by sha256 only: push ${image} to one that knows sha512, as the platform's own does, or pin it by sha256.`,
  });
}
