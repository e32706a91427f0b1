// The manifest of a pack: what belongs to it, by count, hashes and versions, closed by a hash of its own and, with a key, a signature.
// Without a signature a pack shows accidents and careless changes; whoever makes all hashes anew can forge one. The signature, or
// heads.log kept elsewhere, is what stops that; `cannot_show` says so in the pack itself.
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonical } from './canonical.ts';
import { sha256 } from './chain.ts';

export const FORMAT = 'zhanggui-evidence';
/** 2: erasures are recorded in the chain, and the shop's journal vouches for the end of it. */
export const FORMAT_VERSION = 2;
/** Packs of this format are still checked, as far as they go. */
export const FORMAT_BEFORE_JOURNAL = 1;

export interface ManifestAnchor {
  readonly journal: { readonly n: number; readonly at: number; readonly hash: string } | null;
  readonly head: { readonly n: number; readonly at: number; readonly seq: number; readonly hash: string } | null;
}

const LIMITS = {
  unsigned: '未签名：懂得格式的人可以把全部哈希和清单重做一遍。只凭本包看不出整个链条被替换、末尾被截掉、伪造的删除记录；请与店铺另存的 heads.log 核对 (not signed: who knows the format can make every hash and this manifest anew. This pack alone does not show a replaced chain, a cut tail or an erasure recorded by another hand; compare it with a heads.log that was kept elsewhere)',
  signed: '签名说明导出时数据库里就是这些内容；导出之前有人直接改写数据库并重做全部哈希，只有与另存的 heads.log 核对才看得出 (the signature says that this is what the database held when the pack was made; that somebody had rewritten the database with all hashes before, only a heads.log that was kept elsewhere shows)',
  unanchored: '没有店铺日志：看不出末尾是否被截掉 (without the shop\'s journal a tail cut off is not seen)',
} as const;

/** What a pack cannot show, by how it is made. */
export function cannotShow(signed: boolean, anchored: boolean): readonly string[] {
  return [...(anchored ? [] : [LIMITS.unanchored]), signed ? LIMITS.signed : LIMITS.unsigned];
}

export interface ManifestCore {
  readonly format: typeof FORMAT;
  readonly format_version: number;
  readonly conversation: string;
  readonly shop: { readonly id: string; readonly name: string };
  /** ms since 1970. */
  readonly generated_at: number;
  /** Whether personal data was masked. */
  readonly masked: boolean;
  readonly count: number;
  readonly first_hash: string | null;
  readonly last_hash: string | null;
  /** In the order in which they first answered. */
  readonly knowledge_versions: readonly string[];
  readonly rules_versions: readonly string[];
  /** Rows whose payload was erased, and when (ms); the chain does not cover the time, as it came later. */
  readonly erased: readonly { readonly seq: number; readonly at: number | null }[];
  /** Seqs of rows that were sealed later than written. */
  readonly sealed_later: readonly number[];
  /** SHA-256 of the canonical body as shown, of every masked row. */
  readonly masked_rows: readonly { readonly seq: number; readonly sha256: string }[];
  /** What was wrong with the stored conversation when the pack was made; empty when nothing was. */
  readonly faults_at_export: readonly string[];
  /** What the shop's journal said when the pack was made: its newest entry, and its newest head of this conversation. Not in format 1. */
  readonly anchor?: ManifestAnchor;
  /** What this pack alone cannot show, for a reader. Not in format 1. */
  readonly cannot_show?: readonly string[];
  /** Which rendering made transcript.html and README.txt of events.json; a verifier that knows it makes them again and compares. */
  readonly rendering: number;
  /** SHA-256 of each other file of the pack. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of the public key (DER) that signs this pack; null for a pack without a signature. */
  readonly signer: string | null;
}

export interface Manifest extends ManifestCore {
  /** SHA-256 of the canonical form of all of the above. */
  readonly manifest_hash: string;
  /** Ed25519 over the bytes of `manifest_hash` as text. `public_key`: DER (SPKI), `value`: 64 bytes, both base64. */
  readonly signature: { readonly algorithm: 'Ed25519'; readonly public_key: string; readonly value: string } | null;
}

/** A private key that may sign packs, with its public half. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** DER (SPKI). */
  readonly publicKey: Buffer;
}

/** Throws an error that teaches for anything but an Ed25519 private key in PEM. */
export function readSigningKey(pem: string): SigningKey {
  const wrong = 'is not an Ed25519 private key in PEM (PKCS #8); make one with: npm run evidence -- --make-key FILE.pem';
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    throw new Error(`the file ${wrong}`);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`the key ${wrong}`);
  return { privateKey, publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }) };
}

/** The public key of a PEM file, public or private; DER (SPKI). */
export function readPublicKey(pem: string): Buffer {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key.export({ type: 'spki', format: 'der' });
  } catch {
    // Told below.
  }
  throw new Error('the key is not an Ed25519 key in PEM');
}

/** How people compare keys: SHA-256 of the DER form, hex. */
export const fingerprint = (publicKey: Uint8Array): string => createHash('sha256').update(publicKey).digest('hex');

export function closeManifest(core: Omit<ManifestCore, 'signer' | 'cannot_show'>, key: SigningKey | null): Manifest {
  const limits = cannotShow(key !== null, core.anchor?.journal != null);
  const whole: ManifestCore = { ...core, cannot_show: limits, signer: key === null ? null : fingerprint(key.publicKey) };
  const manifest_hash = sha256(canonical(whole));
  const signature = key === null ? null : {
    algorithm: 'Ed25519' as const, public_key: key.publicKey.toString('base64'), value: sign(null, Buffer.from(manifest_hash), key.privateKey).toString('base64'),
  };
  return { ...whole, manifest_hash, signature };
}

/** The one text that a manifest has: read back and written again it is the same, so that no byte of the file is free. */
export const manifestText = (manifest: unknown): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** What is wrong with how a manifest is closed; `trusted`: the key (DER) that must have signed it, null to take the one it names. */
export function sealFaults({ signature, manifest_hash: stated, ...core }: Manifest, trusted: Uint8Array | null): readonly ('manifest' | 'signature')[] {
  const faults: ('manifest' | 'signature')[] = [];
  if (sha256(canonical(core)) !== stated) faults.push('manifest');
  if (signature === null) return core.signer !== null || trusted !== null ? [...faults, 'signature'] : faults;
  const publicKey = Buffer.from(signature.public_key, 'base64');
  // base64 has several spellings of the same bytes; only ours is taken.
  const spelt = publicKey.toString('base64') === signature.public_key && Buffer.from(signature.value, 'base64').toString('base64') === signature.value;
  const named = fingerprint(publicKey) === core.signer && (trusted === null || Buffer.compare(publicKey, trusted) === 0);
  if (!spelt || !named || signature.algorithm !== 'Ed25519' || !signed(publicKey, stated, signature.value)) faults.push('signature');
  return faults;
}

function signed(publicKey: Buffer, text: string, value: string): boolean {
  try {
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text), key, Buffer.from(value, 'base64'));
  } catch {
    return false;
  }
}
