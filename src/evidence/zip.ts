// A pack as one ZIP file and back. Reading trusts nothing: sizes are bounded before anything is unpacked, names must be plain and
// stand once.
import { unzipSync, zipSync } from 'fflate';
import type { PackFiles } from './pack.ts';

/** Of all files of a pack together, unpacked. */
export const PACK_BYTES_MAX = 256 * 1024 * 1024;
/** More files than a pack ever has. */
const PACK_FILES_MAX = 16;

/** `at` (ms since 1970) becomes the files' time, so that the same pack gives the same bytes. */
export function zipPack(files: PackFiles, at: number): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 6, mtime: zipTime(at) });
}

/** ZIP knows times from 1980 to 2099. */
function zipTime(at: number): Date {
  return new Date(Math.min(Math.max(at, Date.UTC(1980, 0, 2)), Date.UTC(2099, 11, 30)));
}

/** Throws an error that teaches when it is no ZIP file, or not one of a pack. */
export function unzipPack(zip: Uint8Array): PackFiles {
  const names = new Set<string>();
  let bytes = 0;
  const refuse = (why: string): never => { throw new PackUnreadable(`${why}: this is not an evidence pack, or it was damaged`); };
  try {
    const files = unzipSync(zip, {
      filter({ name, originalSize }) {
        bytes += originalSize;
        if (names.has(name)) refuse(`two files are named ${JSON.stringify(name)}`);
        if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) refuse('a file has a name that packs do not use');
        if (names.add(name).size > PACK_FILES_MAX) refuse(`it holds more than ${PACK_FILES_MAX} files`);
        if (bytes > PACK_BYTES_MAX) refuse(`it holds more than ${PACK_BYTES_MAX} bytes`);
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof PackUnreadable) throw error;
    throw new PackUnreadable('it cannot be unpacked: this is not a ZIP file, or it was damaged', { cause: error });
  }
}

/** The file is no pack that could be checked. The message is for the person who gave it. */
export class PackUnreadable extends Error {
  override readonly name = 'PackUnreadable';
}
