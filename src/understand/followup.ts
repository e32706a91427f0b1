// Ellipsis: 那新疆呢, XL 的呢, 那要多久, 退货的呢. Says whether a message leans on the question before it, and how both read as
// one. It only proposes wordings; whether one is sure enough to be taken is decided with the same thresholds as any message.
import { signsOf } from './question.ts';
import { withoutSlots, type Slot, type SlotKind } from './slots.ts';

/** A longer message stands on its own. */
export const FOLLOW_UP_LENGTH_MAX = 16;
/** A longer question is a story: nothing can be put in front of it that would still be read. */
export const ANCHOR_LENGTH_MAX = 60;
/** Wordings proposed for one message. */
export const REWRITES_MAX = 3;

/**
 * Whether the entry of the question before may be meant again, for words that both readings share would always say so: `yes` when
 * only a word was exchanged; `no` when something else is asked, or of another case; `of_slot` when the entry is one that such
 * slots are asked about; `of_subject` when the new subject is not what another entry is about.
 */
export type Repeat = 'yes' | 'no' | 'of_slot' | 'of_subject';

export interface Rewrite {
  readonly text: string;
  readonly repeat: Repeat;
  /** The message without its marks of a follow-up. */
  readonly core: string;
}

type Proposal = Omit<Rewrite, 'core'>;
type Cut = (text: string) => readonly string[];

/** What begins a follow-up, and what ends one. */
const LEAD = /^(?:那么|那|如果是|如果|要是|假如|万一|换成|另外|还有|或者)+/u;
const TAIL = /(?:的话)?(?:呢|呐|咧|哩)$|的话$/u;
const NOISE = /[!?。,、~.…\s]+/gu;
/** Words that say nothing once the rest is known. */
const FILLER = /^(?:我们|我|你们|你|是|的|在|到|发|寄|去|往|要|拿|选|买|穿|想|换成|也|还|就|这边|这里|一下|呀|啊|哦|吧|了|话)+|(?:的|呀|啊|哦|吧|了|这边|这里|那边|这个)+$/gu;
/** Predicates whose subject is left out. Bare yes and no (可以吗, 真的吗) say too little. */
const BARE_PREDICATE = /^(?:大概|大约|一般|最快|总共|一共|具体|都|还|也|又|要|需要|得|会|能|可以|是|用|应该|等|在|去|从|到|花|付|给|收)*(?:多久|几天|多少天|多长时间|什么时候|啥时候|何时|多少钱|多少|几块|怎么(?:弄|办|操作|申请|填|查|看|走|收|算|用|选)|咋(?:弄|整|办|搞)|如何操作|哪里|哪儿|哪(?:看|弄|查|申请|填|点)|谁(?:出|付|承担)|(?:要|收|另外收)?(?:钱|费|费用|运费|邮费)吗|收费吗|免费吗|要钱吗)(?:申请|弄|看|查|点|填|能好|到|好|到账|可以|才行|才能好|才到|出|付|啊|呀)*$/u;
/** Nouns that are no new subject: they ask after the answer, the person or the talk itself. */
const NO_SUBJECT = /^(?:然后|接下来|下一步|接着|结果|后来|刚才|你|你们|我|我们|人|客服|掌柜|老板|亲|答案|回复|消息|问题|原因|为什么|为啥|怎么回事|意思|谁|什么|啥|到底|所以|货|东西|算了|好|行|可以|对)$/u;
/** What a question says besides its subject. */
const ASKING = /你好|您好|请问|在吗|亲+(?=[^爱自])|麻烦|老板|想?问一?下|可不可以|可以|能不能|能否|会不会|是不是|有没有|要不要|需不需要|怎么样?|如何|咋样?|什么时候|啥时候|什么|多久|多长时间|几天|多少钱?|大概|一般|在?哪[里儿]?(?:领取?|看|查|买|申请|弄|填|点)?|谁[出付承]?担?|[吗嘛呢呀啊吧么的了?!。,、~\s]/gu;
/** Slots that a follow-up may change. An order number is a reference, not a case. */
const CHANGEABLE: readonly SlotKind[] = ['region', 'size', 'amount', 'quantity', 'height', 'weight', 'fit'];

/**
 * How a message reads together with the question before it, likeliest first; empty when it stands on its own.
 * Both texts are normal; `slots` and `anchorSlots` are theirs; `cut` segments into words.
 */
export function rewrites(text: string, slots: readonly Slot[], anchor: string, anchorSlots: readonly Slot[], cut: Cut): readonly Rewrite[] {
  if (text.length > FOLLOW_UP_LENGTH_MAX || anchor.length === 0 || anchor.length > ANCHOR_LENGTH_MAX) return [];
  const clean = text.replace(NOISE, '');
  const ended = TAIL.test(clean);
  const led = LEAD.test(clean);
  const core = clean.replace(LEAD, '').replace(TAIL, '').replace(/的$/u, '');
  const rest = restOf(text, slots);
  const proposals = namesOnly(text, slots) ? withSlots(slots, anchor, anchorSlots, led || ended)
    : BARE_PREDICATE.test(rest) ? withPredicate(core, anchor)
    : led && asks(rest) ? withPredicate(core, anchor)
    : ended && isSubject(rest) ? withSubject(core, anchor, cut)
    : [];
  return proposals.filter((one, i) => proposals.findIndex((other) => other.text === one.text) === i).slice(0, REWRITES_MAX).map((one) => ({ ...one, core }));
}

/** Whether a message names slots and asks nothing: what it means alone is a guess. */
export function namesOnly(text: string, slots: readonly Slot[]): boolean {
  return slots.length > 0 && restOf(text, slots) === '';
}

/** What is left of a message without its slots, its marks of a follow-up and its fillers. */
function restOf(text: string, slots: readonly Slot[]): string {
  return withoutSlots(text, slots).replace(NOISE, '').replace(LEAD, '').replace(TAIL, '').replace(FILLER, '');
}

/** 包邮吗 + 那新疆呢 → 新疆包邮吗; 寄上海几天到 + 那新疆呢 → 寄新疆几天到. Unmarked, it only replaces: XL alone may be anything. */
function withSlots(slots: readonly Slot[], anchor: string, anchorSlots: readonly Slot[], marked: boolean): readonly Proposal[] {
  if (!slots.every(({ kind }) => CHANGEABLE.includes(kind))) return [];
  const replaced = slots.reduce<Edited>((edited, slot) => edit(edited, slot), { text: anchor, slots: anchorSlots, changed: false });
  const words = slots.map((slot) => slot.words.toLowerCase()).join('');
  return [
    ...(replaced.changed ? [{ text: replaced.text, repeat: 'yes' as const }] : []),
    ...(marked && !replaced.changed ? [words + anchor, `${words}的${anchor}`].map((text) => ({ text, repeat: 'of_slot' as const })) : []),
  ];
}

interface Edited {
  readonly text: string;
  readonly slots: readonly Slot[];
  readonly changed: boolean;
}

function edit({ text, slots, changed }: Edited, slot: Slot): Edited {
  const old = slots.findLast((one) => one.kind === slot.kind);
  if (!old) return { text, slots, changed };
  const words = slot.words.toLowerCase();
  const moved = words.length - (old.end - old.start);
  return {
    text: text.slice(0, old.start) + words + text.slice(old.end),
    slots: slots.filter((one) => one !== old).map((one) => (one.start > old.start ? { ...one, start: one.start + moved, end: one.end + moved } : one)),
    changed: true,
  };
}

/** 可以开发票吗 + 那要多久 → 开发票要多久: another question about the same thing, unless it asks for the same. */
function withPredicate(core: string, anchor: string): readonly Proposal[] {
  const repeat: Repeat = (signsOf(core) & signsOf(anchor)) === 0 ? 'no' : 'yes';
  const subject = subjectOf(anchor);
  return [...(subject === '' ? [] : [subject + core, subject + core.replace(NEEDING, '')]), `${anchor} ${core}`].map((text) => ({ text, repeat }));
}

/** 要多久 and 多久 ask the same. */
const NEEDING = /^(?:大概|大约|一般|需要|要|得|会|能|是)+/u;

/** 退货运费谁出 + 那换货呢 → 换货运费谁出: the same question about another thing; of another case (如果丢了呢), only what that asks. */
function withSubject(core: string, anchor: string, cut: Cut): readonly Proposal[] {
  const swapped = swap(core, anchor, cut);
  return [
    ...(swapped === null ? [] : [{ text: swapped, repeat: 'yes' as const }]),
    { text: core + anchor, repeat: CASE.test(core) ? 'no' : 'of_subject' },
  ];
}

/** A clause rather than a thing: something happened, or did not. */
const CASE = /[了没不过]|收到|坏|丢/u;
const TIME = /^(?:今|明|后|昨|前)(?:天|日|晚|早)|^(?:现在|以后|之前)/u;

/** The subject of a question: what is left of it without the asking. */
export function subjectOf(anchor: string): string {
  return anchor.replace(ASKING, '');
}

/** 换货 takes the place of the word 退货, 专票 that of 发票: as long, and alike in a character at the same place. */
function swap(core: string, anchor: string, cut: Cut): string | null {
  if (core.length < 2 || TIME.test(core) || anchor.includes(core)) return null;
  for (let at = 0; at + core.length <= anchor.length; at++) {
    const old = anchor.slice(at, at + core.length);
    const alike = [...core].filter((sign, i) => sign === old[i]).length * 2 >= core.length;
    if (alike && subjectOf(old) === old && cut(old).includes(old)) return anchor.slice(0, at) + core + anchor.slice(at + core.length);
  }
  return null;
}

function isSubject(rest: string): boolean {
  return rest.length > 0 && !NO_SUBJECT.test(rest) && !asks(rest);
}

const ASKS = /[吗嘛么]$|怎么|咋|如何|什么|啥|哪|谁|多[久少大长高重]|几[天个件号点码块]|(?<!没)(?:能不能|可不可以|是不是|有没有|会不会|要不要|行不行)|[不没]$/u;
/** 没什么, 不怎么: question words that ask nothing. */
const NOT_ASKING = /[没不](?:什么|啥|怎么|多少|几个)|什么的$/u;

/** Whether a clause asks something, by its wording alone. */
export function asks(text: string): boolean {
  const clean = text.replace(NOISE, '');
  return ASKS.test(clean) && !NOT_ASKING.test(clean);
}

/** What remains when a buyer only states or corrects slots. */
const STATING = /不对|不是|说错了?|打错了?|搞错了?|写错了?|记错了?|错了|应该|更正|改成|身高|体重|左右|上下|大概|差不多|不到|喜欢|想要|比较|偏|一点|有点|我们|我|她|他|是|有|的|要|穿|这|那|如果|呢|啊|呀|哦|哈|嗯|吧|了|高|重|和|就|亲/gu;

/** Whether a message holds slots of these kinds and nothing else that would need an answer. */
export function onlyStates(text: string, slots: readonly Slot[], kinds: readonly SlotKind[]): boolean {
  return slots.length > 0 && slots.every(({ kind }) => kinds.includes(kind)) && withoutSlots(text, slots).replace(NOISE, '').replace(STATING, '') === '';
}

/** Whether a clause asks after something of its own, so that passing over it would be noticed. */
export function asksOnItsOwn(text: string, slots: readonly Slot[]): boolean {
  return asks(text) && subjectOf(withoutSlots(text, slots)).replace(FILLER, '').replace(POINTING, '').length >= OWN_LENGTH_MIN;
}

/** 能开吗, 这个呢: a modal and a pronoun are no subject. */
const POINTING = /^(?:能|会|应该|需要|只|直接|先|给|这个|那个|这款|那款|它)+/u;
/** Characters of a subject, at least. */
const OWN_LENGTH_MIN = 2;
