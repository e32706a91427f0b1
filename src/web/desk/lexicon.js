// @ts-check
// The 词库 panel of administrators: the shop's own synonym groups, saving them, publishing, and the problems at their lines.
import { byId, el } from '/web/shared/dom.js';
import { clockTime } from '/web/shared/words.js';

/** @typedef {{ file: string, line: number, code: string, message: string }} Problem */
/** @typedef {{ version: string, entries: number, questions: number, at: number }} Served */
/** @typedef {{ csrfToken: () => string, loggedOut: () => void }} Surroundings */

const POLL_MS = 1_000;
const UNREACHABLE = '连不上服务器，请检查网络后再试';
/** @type {Readonly<Record<string, string>>} */
const PHASES = { reading: '正在读取知识库', checking: '正在检查每一句回复', building: '正在建立索引', loading: '正在上线' };

/** What problems mean, for those who do not read the details. @type {Readonly<Record<string, string>>} */
const MEANINGS = {
  lexicon_form: '每组至少两个词，中间用空格隔开', synonym_twice: '同一个词只能出现在一组里', synonym_character: '单个字会误改其他词，请写长一些的词',
  synonym_apart: '这些词意思不同，不能放在一组', shape_twice: '同一个字只能出现在一组形近字里', gate_refused: '这句话没有通过合规检查', rules: '规则文件有错',
  yaml_syntax: '文件格式有错', schema: '内容不符合格式要求', missing_file: '文件缺失或无法读取', duplicate_id: '编号重复', duplicate_question: '问法重复',
  unknown_variable: '变量不存在', bad_variable: '变量不可用', unknown_reference: '引用了不存在的问题', no_default_answer: '缺少始终适用的回复', campaign_needed: '活动变量须加活动条件', bad_window: '有效期有误',
};

/** What the text on the page was made from. */
let file = '';
let version = '';
let saved = '';
let busy = false;
/** Only what was asked for last may be drawn. */
let asked = 0;

/** @returns {HTMLTextAreaElement} */
const field = () => byId('lexicon-text');
/** @returns {HTMLDialogElement} */
const panel = () => byId('lexicon-dialog');
/** @param {string} id @returns {HTMLButtonElement} */
const button = (id) => byId(id);

/** @param {Surroundings} around */
export function wireLexicon(around) {
  byId('lexicon-open').addEventListener('click', () => { panel().showModal(); if (!busy) void load(around); });
  byId('lexicon-save').addEventListener('click', () => void publish(around, '/api/lexicon', 'PUT', { text: field().value, version }));
  byId('lexicon-publish').addEventListener('click', () => void publish(around, '/api/knowledge/publish', 'POST', undefined));
  field().addEventListener('input', enable);
}

/** Forgets everything: another person may log in next. */
export function closeLexicon() {
  asked += 1;
  busy = false;
  if (panel().open) panel().close();
  field().value = saved = version = file = '';
  state('', false);
  drawProblems([], 0);
}

function enable() {
  const loaded = version !== '';
  field().disabled = !loaded || busy;
  button('lexicon-save').disabled = !loaded || busy || field().value === saved;
  // What is typed and not saved would not be published: save it first.
  button('lexicon-publish').disabled = busy || field().value !== saved;
}

/** @param {string} words @param {boolean} bad */
function state(words, bad) {
  byId('lexicon-state').hidden = words === '';
  byId('lexicon-state').textContent = words;
  byId('lexicon-state').classList.toggle('bad', bad);
}

/**
 * @param {Surroundings} around @param {string} path @param {string} [method] @param {object} [body]
 * @returns {Promise<{ ok: boolean, body: any }>} a body with `message_zh` when it is not ok
 */
async function call(around, path, method = 'GET', body = undefined) {
  try {
    const response = await fetch(path, {
      method, headers: { accept: 'application/json', 'x-csrf-token': around.csrfToken(), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.status === 401) around.loggedOut();
    return { ok: response.ok, body: await response.json() };
  } catch {
    return { ok: false, body: { message_zh: UNREACHABLE } };
  }
}

/** Reads text and status anew; what was typed and not saved stays. @param {Surroundings} around */
async function load(around) {
  const mine = ++asked;
  enable();
  const [lexicon, knowledge] = await Promise.all([call(around, '/api/lexicon'), call(around, '/api/knowledge')]);
  if (mine !== asked) return;
  if (!lexicon.ok || !knowledge.ok) return state((lexicon.ok ? knowledge : lexicon).body.message_zh ?? UNREACHABLE, true);
  const untouched = field().value === saved;
  if (version !== '' && !untouched && version !== lexicon.body.version) return state('词库已被他人修改；请先复制您的改动，再关闭并刷新页面。', true);
  file = lexicon.body.file;
  version = lexicon.body.version;
  if (untouched) field().value = lexicon.body.text;
  saved = lexicon.body.text;
  drawServed(knowledge.body.published);
  if (knowledge.body.running) state(`${PHASES[knowledge.body.running.phase] ?? '正在发布'}…（由他人发起）`, false);
  enable();
}

/** @param {Served} served */
function drawServed(served) {
  byId('lexicon-served').textContent = `当前版本 ${served.version} · ${served.entries} 个问题 · ${served.questions} 种问法 · ${clockTime(served.at, Date.now())} 生效`;
}

/** @param {Surroundings} around @param {string} path @param {string} method @param {object | undefined} body */
async function publish(around, path, method, body) {
  const mine = ++asked;
  const started = Date.now();
  const text = field().value;
  busy = true;
  enable();
  drawProblems([], 0);
  let phase = '正在发布';
  const show = () => state(`${phase}… ${Math.round((Date.now() - started) / 1_000)} 秒`, false);
  show();
  const timer = setInterval(async () => {
    show();
    const { ok, body: now } = await call(around, '/api/knowledge');
    if (ok && mine === asked && busy && now.running) phase = PHASES[now.running.phase] ?? phase;
  }, POLL_MS);
  const answer = await call(around, path, method, body);
  clearInterval(timer);
  if (mine !== asked) return;
  busy = false;
  if (answer.ok) {
    if (answer.body.lexicon_version) {
      version = answer.body.lexicon_version;
      saved = text;
    }
    drawServed(answer.body.published);
    state(`已生效，用时 ${(answer.body.ms / 1_000).toFixed(1)} 秒`, false);
  } else {
    state(answer.body.message_zh ?? UNREACHABLE, true);
    drawProblems(answer.body.problems ?? [], answer.body.more ?? 0);
  }
  enable();
}

/** @param {readonly Problem[]} problems @param {number} more */
function drawProblems(problems, more) {
  const list = byId('lexicon-problems');
  list.hidden = problems.length === 0;
  list.replaceChildren(...problems.map((problem) => {
    const own = problem.file === file;
    const words = [
      el('span', { class: 'where', text: own ? `第 ${problem.line} 行` : `${problem.file}${problem.line > 0 ? `:${problem.line}` : ''}` }),
      MEANINGS[problem.code] ? el('span', { text: MEANINGS[problem.code] }) : null,
      el('span', { class: 'soft', text: `${problem.message} [${problem.code}]` }),
    ];
    return own ? el('button', { type: 'button', onclick: () => select(problem.line) }, ...words) : el('div', {}, ...words);
  }), ...(more > 0 ? [el('div', { text: `另有 ${more} 个问题未列出` })] : []));
}

/** Marks a line of the text. @param {number} line 1-based */
function select(line) {
  const lines = field().value.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  field().focus();
  field().setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  field().scrollTop = ((line - 1) / Math.max(1, lines.length)) * field().scrollHeight;
}
