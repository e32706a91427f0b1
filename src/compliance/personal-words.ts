// Finds what is personal because of the word beside it: verification and pick-up codes, passwords, passports, e-mail addresses,
// names at QQ and WeChat.
import type { Folded } from './personal-fold.ts';
import { isLeftover, type Span } from './personal-numbers.ts';

export type WordKind = 'code' | 'pickup' | 'password' | 'passport' | 'email' | 'wechat' | 'qq';

/** What people write between a name and its value. */
const LINK = String.raw`[\s:;是为=,.。、()【】\[\]{}"'“”「」<>!?~的我这个发给你您了收到来啦哦呢吧号码数字填输入就→]{0,10}`;
const CODE_WORD = '(?:验证码|校验码|动态码|动态密码|动态口令|短信码|验证密码|确认码|认证码|授权码|安全码|verification code|(?<![a-z])otp)';
/** Numbers that everybody may know, and years and amounts. */
const NO_CODE = '(?!(?:123(?:15|45|06|58)|1[01]0(?:86|10|00)|11185|95\\d{3})(?!\\d))';
const NO_UNIT = '(?![\\d*a-z]|[秒分元块年月位次个条天件号]|小时)';

const PASSWORD_WORD = '(?<!默认|初始|出厂|恢复)(?:密码|(?<![淘吱享红包]|复制)口令|(?<![a-z])(?:password|passwd|pwd|pin)(?![a-z])|支付码)';
/** A password of letters alone is told by what links it (密码是hello). */
const SECRET = String.raw`[a-z\d][a-z\d!@#$%^&_.+-]{2,30}[a-z\d!@#$%^&]`;
const PASSPORT_WORD = '(?:护照|通行证|台胞证|回乡证|居留证|军官证|士兵证|(?<![a-z])passport(?![a-z]))';
const MAIL_NAME = String.raw`[a-z\d][\w.+-]{0,63}`;
/** Houses of mail that are known by name: an address is told though its signs are written in words. */
const MAIL_HOUSE = '(?:qq|vip\\.qq|163|126|139|189|188|yeah|sina|sohu|gmail|hotmail|outlook|foxmail|icloud|aliyun|live|msn|yahoo)';
const MAIL_END = '(?:com|cn|net|org|edu|me|hk|tw)';

interface Rule {
  readonly kind: WordKind;
  readonly pattern: RegExp;
  /** Whether Chinese digits count. */
  readonly view: 'plain' | 'digits';
}

/** Group 1 is what is found. Every repetition is bounded. */
const RULES: readonly Rule[] = [
  { kind: 'email', view: 'plain', pattern: /(?<![\w.+-])([a-z\d][\w.+-]{0,63}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4})/dg },
  { kind: 'email', view: 'plain', pattern: new RegExp(String.raw`(?<![\w.+-])(${MAIL_NAME} ?(?:@|#|艾特|圈a|小老鼠|[(\[ ]at[)\] ]) ?${MAIL_HOUSE} ?(?:[.。,·]|点|[(\[ ]?dot[)\]]?) ?${MAIL_END}(?![a-z\d]))`, 'dg') },
  { kind: 'email', view: 'plain', pattern: new RegExp(String.raw`(?:邮箱|e-?mail)${LINK}(${MAIL_NAME} ?(?:@|#|艾特) ?[a-z\d-]{1,63} ?(?:[.。]|点) ?${MAIL_END}(?![a-z\d]))`, 'dg') },
  { kind: 'passport', view: 'plain', pattern: new RegExp(String.raw`${PASSPORT_WORD}(?:号码?|编号)?${LINK}([a-z]{0,2}\d{6,9}[a-z]?(?![a-z\d*]))`, 'dg') },
  { kind: 'code', view: 'digits', pattern: new RegExp(String.raw`${CODE_WORD}${LINK}${NO_CODE}(\d(?:[ -]?\d){3,7}|(?=[a-z]{0,4}\d)[a-z\d]{4,8})${NO_UNIT}`, 'dg') },
  { kind: 'code', view: 'digits', pattern: new RegExp(String.raw`(?<![\d*a-z.-])${NO_CODE}(\d{4,8})(?!\d)[\s,(是就这为]{0,4}(?:我|你|您|们|的|短信|手机|登录|付款|支付|银行){0,4}${CODE_WORD}(?!${LINK}\d)`, 'dg') },
  { kind: 'pickup', view: 'digits', pattern: new RegExp(String.raw`(?:取件码|取货码|提货码|取件号|取货号|提货号|自提码|货架号|开箱码|开柜码|核销码)${LINK}([a-z]{0,2}\d{1,4}(?:[- ][a-z]?\d{1,5}){1,3}|[a-z]{0,2}\d{4,8})${NO_UNIT}`, 'dg') },
  { kind: 'qq', view: 'digits', pattern: new RegExp(String.raw`(?:(?<![a-z])qq|扣扣|蔻蔻|扣号|(?<![a-z])q群|(?<![a-z])q号|企鹅号)群?${LINK}([1-9]\d{4,10})${NO_UNIT}`, 'dg') },
  { kind: 'wechat', view: 'plain', pattern: /(?:微信|薇信|威信|徽信|(?<![a-z])(?:v信|weixin|wechat|wei信|vx|wx|v(?=:))|加[微薇威v])[\s:是为=,号我的加一下你您这个就(]{0,8}([a-z][a-z\d_-]{5,19}|[1-9]\d{4,10})(?![a-z\d_*-]|[元块分秒个条件])/dg },
  { kind: 'password', view: 'plain', pattern: new RegExp(String.raw`${PASSWORD_WORD}${LINK}((?=[^\d\s]{0,30}\d)${SECRET})${NO_UNIT}`, 'dg') },
  { kind: 'password', view: 'digits', pattern: new RegExp(String.raw`${PASSWORD_WORD}${LINK}(\d(?:[ -]?\d){3,11})${NO_UNIT}`, 'dg') },
  { kind: 'password', view: 'plain', pattern: new RegExp(String.raw`${PASSWORD_WORD}(?:号?(?:是|为|[:=])|就是) ?(${SECRET})(?![a-z\d*])`, 'dg') },
];

/** A word of letters alone is a name only after 号, 是 or a colon (微信 iphone 付款). */
const isName = (match: RegExpMatchArray): boolean => /[\d_-]/.test(match[1] ?? '') || /[:号是=]/.test(match[0].slice(0, -(match[1]?.length ?? 0)));

/** By rule, then by place. */
export function findByWords(folded: Folded): Span<WordKind>[] {
  return RULES.flatMap(({ kind, pattern, view }) => [...folded[view].matchAll(pattern)].flatMap((match): Span<WordKind>[] => {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    if (isLeftover(folded.digits, start, end) || (kind === 'wechat' && !isName(match))) return [];
    return [{ kind, start, end }];
  }));
}
