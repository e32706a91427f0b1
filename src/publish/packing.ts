// Takes the typed arrays out of plain data and puts them back, so that they can travel in pieces. Plain objects are walked;
// everything else (strings, numbers, Maps) travels as it is.

const ARRAYS = { Int32Array, Uint32Array, Uint16Array, Uint8Array, Float32Array, Float64Array } as const;
type ArrayName = keyof typeof ARRAYS;
type TypedArray = InstanceType<(typeof ARRAYS)[ArrayName]>;

/** Stands where an array was. */
interface Hole {
  readonly hole: number;
  readonly array: ArrayName;
}

export interface Packed {
  readonly shape: unknown;
  /** The bytes of each array, in the order of the holes. */
  readonly bytes: readonly Uint8Array[];
}

export function pack(value: unknown): Packed {
  const bytes: Uint8Array[] = [];
  const walk = (at: unknown): unknown => {
    if (ArrayBuffer.isView(at)) return hole(at as TypedArray);
    return isPlain(at) ? Object.fromEntries(Object.entries(at).map(([key, inner]) => [key, walk(inner)])) : at;
  };
  const hole = (array: TypedArray): Hole => {
    const name = array.constructor.name;
    if (!(name in ARRAYS)) throw new Error(`a ${name} cannot be packed`);
    return { hole: bytes.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) - 1, array: name as ArrayName };
  };
  return { shape: walk(value), bytes };
}

/** What `pack` was given, over the buffers; the caller vouches for its type. */
export function unpack(shape: unknown, buffers: readonly ArrayBuffer[]): unknown {
  if (isHole(shape)) return new ARRAYS[shape.array](buffers[shape.hole]!);
  return isPlain(shape) ? Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, unpack(inner, buffers)])) : shape;
}

function isHole(value: unknown): value is Hole {
  return isPlain(value) && 'hole' in value && 'array' in value;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
