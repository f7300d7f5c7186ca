#!/usr/bin/env node
// Replays the evidence bundle of a draw, written from docs/draw-protocol.md alone; section numbers (§) are its.
//
//   node replay.mjs DIR                       ok and -- lines, exit 0; or the first difference, exit 1
//   node replay.mjs pairing IN.json OUT.json  one vector of tests/vectors/pairing
//
// In a page: replay(files, note), files being a Map or an object of file name -> Uint8Array. No dependency, no network, no
// clock. Not checked here: signatures (BLS12-381, Ed25519), a lottery's published numbers, the registry, the log.

// --- 1. Hashes and random numbers. A text stands for its characters, one byte each.

const PRIMES = Array.from({ length: 310 }, (_, k) => k + 2).filter(n => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
});
const fraction = x => ((x % 1) * 2 ** 32) | 0;
const START = Int32Array.from(PRIMES.slice(0, 8), p => fraction(Math.sqrt(p)));
const ROUNDS = Int32Array.from(PRIMES, p => fraction(Math.cbrt(p)));
const schedule = new Int32Array(64), state = new Int32Array(8);
let buffer = new Uint8Array(1 << 12), view = new DataView(buffer.buffer);

/** SHA-256 of the parts (byte arrays or texts), one after another. */
export function sha256(...parts) {
  let length = 0;
  for (const part of parts) length += part.length;
  const end = ((length + 8) & ~63) + 64;
  if (end > buffer.length) view = new DataView((buffer = new Uint8Array(2 * end)).buffer);
  let at = 0;
  for (const part of parts) {
    if (typeof part !== 'string') buffer.set(part, at);
    else for (let k = 0; k < part.length; k++) buffer[at + k] = part.charCodeAt(k);
    at += part.length;
  }
  buffer.fill(0, length, end)[length] = 0x80;
  view.setUint32(end - 8, length / 2 ** 29);
  view.setUint32(end - 4, length << 3);
  state.set(START);
  for (let block = 0; block < end; block += 64) compress(block);
  const digest = new Uint8Array(32);
  for (let k = 0; k < 32; k++) digest[k] = state[k >> 2] >>> (24 - 8 * (k & 3));
  return digest;
}

function compress(block) {
  const w = schedule;
  for (let t = 0; t < 16; t++) w[t] = view.getInt32(block + 4 * t);
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15], y = w[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const x = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[t] + w[t]) | 0;
    const y = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g, g = f, f = e, e = (d + x) | 0, d = c, c = b, b = a, a = (x + y) | 0;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = bytes => { let text = ''; for (const byte of bytes) text += HEX[byte]; return text; };
const unhex = text => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
export const H = (...parts) => hex(sha256(...parts));

/** HMAC-SHA256 with a key of at most 64 bytes: text -> hex. */
function hmac(key) {
  const pad = byte => Uint8Array.from({ length: 64 }, (_, k) => (key[k] ?? 0) ^ byte);
  const inner = pad(0x36), outer = pad(0x5c);
  return text => H(outer, sha256(inner, text));
}

/** The root of RFC 6962: neighbours in pairs, an odd one moves up as it is. */
function treeRoot(leaves) {
  if (!leaves.length) return H();
  let level = leaves.map(leaf => sha256('\x00', leaf));
  while (level.length > 1) {
    const pairs = [];
    for (let k = 1; k < level.length; k += 2) pairs.push(sha256('\x01', level[k - 1], level[k]));
    if (level.length % 2) pairs.push(level.at(-1));
    level = pairs;
  }
  return hex(level[0]);
}

/** The random numbers of §6.2: a ChaCha20 key stream in 32-bit words. */
class Words {
  constructor(key) {
    this.input = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, ...new Uint32Array(12));
    for (let k = 0; k < 8; k++) this.input[4 + k] = new DataView(key.buffer).getUint32(4 * k, true);
    this.output = [];
  }

  block() {
    const x = Uint32Array.from(this.input);
    const add = (a, b, d, n) => { x[a] += x[b]; x[d] ^= x[a]; x[d] = (x[d] << n) | (x[d] >>> (32 - n)); };
    for (let k = 0; k < 80; k++) { // ten times four columns, then four diagonals
      const slant = (k >> 2) & 1, [a, b, c, d] = [0, 1, 2, 3].map(row => 4 * row + ((k + slant * row) & 3));
      add(a, b, d, 16), add(c, d, b, 12), add(a, b, d, 8), add(c, d, b, 7);
    }
    this.output = [...x.map((word, k) => word + this.input[k])].reverse();
    this.input[12]++;
  }

  below(n) {
    for (;;) {
      if (!this.output.length) this.block();
      const word = this.output.pop();
      if (word < 2 ** 32 - (2 ** 32 % n)) return word % n;
    }
  }

  shuffle(list) {
    for (let k = list.length - 1; k > 0; k--) {
      const r = this.below(k + 1);
      [list[k], list[r]] = [list[r], list[k]];
    }
    return list;
  }
}

// --- 2. Forms: what a line or a row may be (§1 to §4, §9, §11)

const NAME = '[a-z0-9.-]{1,32}', ID = '[0-9A-Z_-]{1,64}', DRAW = '[a-z0-9-]{1,32}', HASH = '[0-9a-f]{64}';
const NUMBER = '(?:0|[1-9][0-9]*)', COUNT = '[1-9][0-9]*', DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const DRAND = 'drand-(?:quicknet|default)', OTHER = `(?!drand-)${NAME} [a-z0-9.+-]{1,64}`, VALUE = '[0-9a-f/.]+';
const ROUND = `(?:${DRAND} ${COUNT}|${OTHER})`, STRATUM = `(?!none )${NAME}`;
const TAG = `(?!(?:any|without)(?![a-z0-9.-]))${NAME}`, TEAM_TAG = `(?:@pool|${TAG})`;
const RATE = `rate ${NUMBER}/${COUNT}(?: (?:ceil|half-up|floor))?`;
const CODE = '[0-9A-Za-z.-]{1,32}\\*?', FIELD = '(?:group|status|region|station|industry|label|kind|risk)';
const CONDITION = `${FIELD}=${CODE}(?:\\|${CODE})*`, CONDITIONS = `(?:all|${CONDITION}(?: ${CONDITION})*)`;

/** The lines of a record, in order: 1 once, ? at most once, + once or more, * any number of times. */
const RECORDS = {
  plan: ['1 suicha-plan/1', `1 task ${NAME}`, '? plan-number [0-9]{10}1[0-9]{3}', '? task-number [0-9]{14}1[0-9]{3}',
    `1 domain ${NAME}`, '? profile (?:open|sealed)', `* matter ${ID} ${NAME}`, `? scope ${CONDITIONS}`, `? cutoff ${DATE}`,
    `? draw-time ${DATE}T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\\+08:00`, `* beacon (?:${DRAND}|${OTHER})`,
    `+ team [1-9][0-9]?(?: ${TEAM_TAG})*(?: without(?: ${TEAM_TAG})+)?`,
    `* on-shortage (?:widen ${TAG}|raise-cap ${COUNT}|leave-open)`,
    `+ stratum ${STRATUM} (?:count ${NUMBER}|${RATE})(?: min ${NUMBER})?(?: max ${NUMBER})?`,
    `* class ${NAME} ${CONDITIONS}`, `? annual-cap ${NUMBER}`, `? quiet ${COUNT}`, `1 reserve ${NUMBER}`, `? replace ${NAME}(?: ${NAME})*`,
    `? lead ${NUMBER}`, `? embargo (?:none|${DATE})`],
  commit: ['1 suicha-commit/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `+ task ${NAME} ${HASH} ${NUMBER} ${HASH} ${HASH}`,
    `1 inspectors ${NUMBER} ${HASH}`, `1 recusals ${NUMBER} ${HASH}`, `1 not-before (?:none|${ROUND} ${VALUE})`,
    `+ pulse ${ROUND}`, `* witness ${NAME} ${HASH}`, `1 embargo (?:none|${HASH})`],
  seed: ['1 suicha-seed/1', `1 commit ${HASH}`, `* witness ${NAME} (?:${HASH}|withheld)`, `+ pulse ${ROUND} ${VALUE}`,
    `1 embargo (?:none|${HASH})`],
  result: ['1 suicha-result/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `+ file [a-z0-9.-]+ ${HASH}`,
    `+ task ${NAME} ${NUMBER} ${NUMBER} ${NUMBER} ${NUMBER}`, `1 visits ${NUMBER}`, `1 seats ${NUMBER} ${NUMBER}`],
  void: ['1 suicha-void/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `1 commit ${HASH}`, `1 reason ${NAME}`,
    `1 would-be (?:none|${HASH})`],
  replace: ['1 suicha-replace/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `1 number ${COUNT}`, `1 after ${HASH}`,
    `1 at ${DATE}T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\\+08:00`, `* skip ${ID} ${NAME} ${HASH}`,
    `* unavailable ${NAME} ${NAME}`, `* recused ${NAME} ${ID} ${NAME}`, `+ pulse ${DRAND} ${COUNT}`],
  replaced: ['1 suicha-replaced/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `1 number ${COUNT}`, `1 replace ${HASH}`,
    `+ pulse ${DRAND} ${COUNT} ${VALUE}`, `* step ${NAME} ${ID} (?:none|${ID} ${COUNT})`, `1 teams ${HASH}`,
    `1 seats ${NUMBER} ${NUMBER}`],
};

/** Lines that ascend by their first two words; all others do by the first. */
const PAIRS = ['recused', 'step'];

/** The files that a result records (§2, §9), and those beside them. */
const RECORDED = new RegExp(`^(?:(?:commit|not-before|seed|shortage|(?:plan|witness|pulse|ceremony)-${NAME})\\.txt`
  + `|(?:inspectors|recusals|pseudonyms|teams|thresholds|(?:frame|selected)-${NAME})\\.csv)$`);
const BESIDE = new RegExp(`^(?:(?:README|result|void)\\.txt|salt\\.key|drawn-${NAME}\\.csv)$`);
const REPLACING = new RegExp(`^(?:replaced?-(${COUNT})\\.txt|teams-(${COUNT})\\.csv|replace-pulse-(${COUNT})-${NAME}\\.txt)$`);

/** Header, columns, and the text by which rows ascend, no two alike. */
const padded = number => number.padStart(20, '0');
const TABLES = {
  frame: ['id,stratum,pool,status', [ID, NAME, NAME, `(?:ok|x-${NAME})`], row => row[0]],
  inspectors: ['pseudonym,unit,tags,cap,base', [NAME, TAG, `(?:${TAG}(?:\\+${TAG})*)?`, NUMBER, NUMBER], row => row[0]],
  recusals: ['pseudonym,id', [NAME, ID], row => `${row[0]} ${row[1]}`],
  pseudonyms: ['pseudonym,inspector', [NAME, ID], row => row[0]],
  thresholds: ['task,stratum,eligible,excluded,drawn,threshold',
    [NAME, NAME, NUMBER, NUMBER, NUMBER, `(?:none|${HASH})`], row => `${row[0]} ${row[1]}`],
  selected: ['stratum,rank,id,ticket,role',
    [NAME, COUNT, ID, HASH, '(?:drawn|reserve)'], row => `${row[0]} ${padded(row[1])}`],
  drawn: ['id', [ID], row => row[0]],
  teams: ['id,seat,pseudonym,role',
    [ID, COUNT, NAME, '(?:lead|member)'], row => `${row[0]} ${padded(row[1])} ${row[2]}`],
};

/** A difference: which check of §10 fails, where, and why. */
export class Refusal extends Error {
  constructor(check, file, line, expected, found) {
    super(`fail ${check} ${file} line ${line}: expected ${expected}, found ${found ?? 'the end'}`);
    Object.assign(this, { check, file, line, expected, found });
  }
}

function need(holds, ...difference) {
  if (!holds) throw new Refusal(...difference);
}

/** Refuses at the first line that differs; `first` is the number of the first line. */
function same(check, file, found, expected, first = 1) {
  for (let k = 0; k < Math.max(found.length, expected.length); k++) {
    need(found[k] === expected[k], check, file, first + k, expected[k] ?? 'the end', found[k]);
  }
}

/** The files of a bundle, read strictly. */
class Bundle {
  constructor(files) {
    this.files = files instanceof Map ? files : new Map(Object.entries(files));
  }

  has(name) { return this.files.has(name); }
  hash(name) { return H(this.bytes(name)); }

  bytes(name) {
    need(this.has(name), 4, name, 1, 'this file', 'none');
    return this.files.get(name);
  }

  /** Printable ASCII, LF after each line, no line empty, no trailing blank. */
  lines(name) {
    const text = new TextDecoder('latin1').decode(this.bytes(name));
    const at = text.endsWith('\n') ? text.search(/[^\n -~]|^\n|\n\n| \n/) : text.length;
    const line = text.slice(0, at).split('\n').length;
    need(at < 0, 4, name, line, 'printable ASCII with one LF after each line', JSON.stringify(text.slice(at, at + 8)));
    return text.slice(0, -1).split('\n');
  }

  /** The words after the key of each line, by key. Repeated lines ascend by their first words, except in a plan. */
  record(name, kind) {
    const lines = this.lines(name), words = {};
    let at = 0;
    for (const [often, line] of RECORDS[kind].map(text => [text[0], text.slice(2)])) {
      const key = line.split(' ')[0], allowed = new RegExp(`^${line}$`), found = (words[key] = []);
      const first = next => next?.slice(0, PAIRS.includes(key) ? 2 : 1).join(' ');
      while (at < lines.length && allowed.test(lines[at]) && (!found.length || '+*'.includes(often))) {
        const next = lines[at].split(' ').slice(1), before = first(found.at(-1));
        need(kind === 'plan' || !(first(next) <= before), 4, name, at + 1, `a line after ${before}`, lines[at]);
        found.push(next);
        at++;
      }
      need(found.length || '?*'.includes(often), 4, name, at + 1, `a line ${key}`, lines[at]);
    }
    need(at === lines.length, 4, name, at + 1, 'the line that is next in order, or the end', lines[at]);
    return words;
  }

  /** The rows of a table, in columns. */
  table(name) {
    const [header, columns, order] = TABLES[name.replace(/[-.].*/, '')], allowed = new RegExp(`^${columns.join(',')}$`);
    const [first, ...lines] = this.lines(name);
    same(4, name, [first], [header]);
    let before = '';
    return lines.map((line, k) => {
      need(allowed.test(line), 4, name, k + 2, header, line);
      const row = line.split(','), key = order(row);
      need(key > before, 4, name, k + 2, `a row after ${before}`, line);
      before = key;
      return row;
    });
  }
}

// --- 3. The subject draw (§5)

const ascending = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a, b) => ascending(a.id, b.id);

/** How many of the eligible are drawn, by the words after a stratum's name. */
function quota(words, eligible) {
  const after = (key, otherwise) => BigInt(words.includes(key) ? words[words.indexOf(key) + 1] : otherwise);
  const N = BigInt(eligible), [p, q] = words[0] === 'rate' ? words[1].split('/').map(BigInt) : [0n, 1n];
  let n = (p * N + q - 1n) / q;
  if (words.includes('half-up')) n = (2n * p * N + q) / (2n * q);
  if (words.includes('floor')) n = (p * N) / q;
  n = after('count', n);
  if (n < after('min', n)) n = after('min', n);
  if (n > after('max', n)) n = after('max', n);
  return Number(n < N ? n : N);
}

const ticketing = (seed, plan) => {
  const start = `suicha/1/e:${H(`suicha/1/t:${seed}:${plan.domain[0][0]}`)}:`;
  return id => H(start + id);
};

/** The strata of a task, ascending, each with its ranks: the eligible by ticket. */
function ranking({ plan, frame }, seed) {
  const ticket = ticketing(seed, plan);
  const strata = plan.stratum.map(([stratum, ...rule]) => {
    const rows = frame.filter(row => row[1] === stratum);
    const ranks = rows.filter(row => row[3] === 'ok').map(([id]) => ({ ticket: ticket(id), id }));
    ranks.sort((a, b) => ascending(a.ticket, b.ticket) || byId(a, b));
    const drawn = quota(rule, ranks.length), counts = [ranks.length, rows.length - ranks.length, drawn];
    return { stratum, ranks, drawn, counts, threshold: drawn ? ranks[drawn - 1].ticket : 'none' };
  });
  return strata.sort((a, b) => ascending(a.stratum, b.stratum));
}

function selectedLines(strata, reserve) {
  const role = (k, drawn) => (k < drawn ? 'drawn' : 'reserve');
  const rows = strata.flatMap(({ stratum, ranks, drawn }) => ranks.slice(0, drawn + reserve).map(
    ({ id, ticket }, k) => `${stratum},${k + 1},${id},${ticket},${role(k, drawn)}`));
  return [TABLES.selected[0], ...rows];
}

// --- 4. The pairing (§6)

const NOBODY = -1;

/** Seat classes of a visit (§6.1): equal keys are added within a task, between tasks the largest sum counts. */
function seatClasses(plans, pool) {
  const classes = new Map();
  for (const plan of plans) {
    const sums = new Map();
    for (const [n, ...words] of plan.team) {
      const cut = words.includes('without') ? words.indexOf('without') : words.length;
      const set = part => [...new Set(part.map(tag => (tag === '@pool' ? pool : tag)))].sort();
      const tags = set(words.slice(0, cut)), without = set(words.slice(cut + 1));
      const key = [...tags, ...(without.length ? ['without', ...without] : [])].join(' ');
      sums.set(key, { key, n: Number(n) + (sums.get(key)?.n ?? 0), tags, without });
    }
    for (const [key, sum] of sums) if (!(classes.get(key)?.n >= sum.n)) classes.set(key, sum);
  }
  return [...classes.keys()].sort().map(key => classes.get(key));
}

/** A connected component and who holds which seat in it. People and seats are numbered by their place after the shuffle. */
class Component {
  constructor(visits, people, words) {
    const seats = visits.flatMap(visit => visit.classes.flatMap(
      (seatClass, k) => Array.from({ length: seatClass.n }, () => ({ visit, seatClass, number: k + 1 }))));
    this.words = words;
    this.people = words.shuffle(people);
    this.seats = words.shuffle(seats);
    const place = new Map(this.people.map((person, j) => [person, j]));
    this.candidates = seats.map(({ seatClass }) => seatClass.candidates.map(p => place.get(p)).sort((a, b) => a - b));
    this.others = seats.map(({ visit }, u) => [...seats.keys()].filter(v => v !== u && seats[v].visit === visit));
    this.holder = seats.map(() => NOBODY);
    this.held = people.map(() => []);
    this.load = people.map(person => person.base);
    this.unplaced = [...seats.keys()].filter(u => !this.place(u));
  }

  mate(u, j) { return this.others[u].find(v => this.holder[v] === j); }
  room(j) { return this.held[j].length < this.people[j].cap; }

  take(u) {
    const j = this.holder[u];
    this.held[j].splice(this.held[j].indexOf(u), 1);
    this.holder[u] = NOBODY;
    return j;
  }

  give(u, j) {
    const at = this.held[j].findIndex(v => v > u);
    this.held[j].splice(at < 0 ? this.held[j].length : at, 0, u);
    this.holder[u] = j;
  }

  /** §6.4. */
  search(starts) {
    const queue = [...starts], seen = new Set(starts), from = [], via = [];
    const reach = (v, u) => {
      if (seen.has(v)) return;
      seen.add(v);
      from[v] = u;
      queue.push(v);
    };
    let best;
    for (const u of queue) {
      for (const j of this.candidates[u]) {
        if (via[j] !== undefined || j === this.holder[u]) continue;
        const mate = this.mate(u, j);
        if (mate !== undefined) {
          reach(mate, u);
          continue;
        }
        via[j] = u;
        if (this.room(j) && (best === undefined || this.load[j] < this.load[best])) best = j;
        for (const v of this.held[j]) reach(v, u);
      }
    }
    return { best, seen, from, via };
  }

  /** §6.5 for one seat. */
  place(u) {
    const { best, from, via } = this.search([u]);
    if (best === undefined) return false;
    this.load[best]++;
    for (let j = best, x = via[best]; ; x = from[x]) {
      const old = x === u ? NOBODY : this.take(x);
      this.give(x, j);
      if (x === u) return true;
      j = old;
    }
  }

  /** §6.6: why the unplaced seats cannot be filled. */
  certificate() {
    const { seen, via } = this.search(this.unplaced);
    const seats = [...seen].map(u => this.seats[u]).sort((a, b) => byId(a.visit, b.visit) || a.number - b.number);
    const staff = this.people.filter((_, j) => via[j] !== undefined).sort(byId), outside = new Map();
    for (const { visit, seatClass } of seats) {
      const ids = seatClass.candidates.filter(person => !staff.includes(person)).map(person => person.id);
      if (ids.length) outside.set(visit.id, [...new Set([...(outside.get(visit.id) ?? []), ...ids])].sort());
    }
    const caps = staff.map(({ id, cap }) => [id, cap]), helpers = [...outside];
    const sum = caps.reduce((total, [, cap]) => total + cap, 0);
    const short = seats.length - sum - helpers.reduce((total, [, ids]) => total + ids.length, 0);
    return { seats, staff, caps, helpers, sum, short };
  }

  /** §6.7: E*(u) and the blocks. An unplaced seat is out: it has no arcs, and nobody holds it. */
  usable() {
    const S = this.seats.length, P = this.people.length, placed = u => this.holder[u] !== NOBODY;
    const levels = [...new Set(this.load.flatMap(load => [load, load + 1]))];
    const head = (u, j) => this.mate(u, j) ?? S + j;
    const component = strongComponents([
      ...this.candidates.map((all, u) => (placed(u) ? all.filter(j => j !== this.holder[u]).map(j => head(u, j)) : [])),
      ...this.held.map((held, j) => (this.room(j) ? [...held, S + P + levels.indexOf(this.load[j] + 1)] : held)),
      ...levels.map(load => [...this.people.keys()].filter(j => this.load[j] === load).map(j => S + j)),
    ]);
    const choices = this.candidates.map((all, u) => all.filter(
      j => j === this.holder[u] || component[head(u, j)] === component[u]));
    const blocks = new Map();
    for (const u of this.seats.keys()) if (placed(u)) blocks.set(component[u], [...(blocks.get(component[u]) ?? []), u]);
    return { choices, blocks: [...blocks.values()] };
  }

  /** §6.8. */
  mix() {
    const { choices, blocks } = this.usable();
    for (const block of blocks.filter(seats => seats.some(u => choices[u].length >= 2))) {
      const limit = block.length + 16 * new Set(block.flatMap(u => choices[u])).size;
      let steps = 0, moves = 0;
      for (; steps < 10 * block.length + 100; moves++) steps += this.move(block, choices, limit);
      for (; moves > 0; moves--) this.move(block, choices, limit);
    }
  }

  /** One move; how many steps it used. */
  move(block, choices, limit) {
    const start = block[this.words.below(block.length)], i = this.take(start), a = this.load[i]--, done = [];
    for (let step = 1, u = start; step <= limit; step++) {
      const j = choices[u][this.words.below(choices[u].length)];
      let v = this.mate(u, j);
      if (v === undefined && this.load[j] === a - 1 && this.room(j)) {
        this.give(u, j);
        this.load[j]++;
        return step;
      }
      if (v === undefined && !this.held[j].length) continue;
      v ??= this.held[j][this.words.below(this.held[j].length)];
      this.take(v);
      this.give(u, j);
      done.push([u, v, j]);
      u = v;
    }
    for (const [given, taken, j] of done.reverse()) {
      this.take(given);
      this.give(taken, j);
    }
    this.give(start, i);
    this.load[i]++;
    return limit;
  }
}

/** Tarjan: node -> something that the nodes of its strongly connected component share. */
function strongComponents(arcs) {
  const index = [], low = [], next = [], group = [], stack = [], path = [];
  let entered = 0;
  const enter = node => {
    index[node] = low[node] = entered++;
    next[node] = 0;
    stack.push(node);
    path.push(node);
  };
  for (const root of arcs.keys()) {
    if (index[root] === undefined) enter(root);
    while (path.length) {
      const node = path.at(-1), to = arcs[node][next[node]++];
      if (to === undefined) {
        path.pop();
        if (path.length) low[path.at(-1)] = Math.min(low[path.at(-1)], low[node]);
        while (low[node] === index[node] && group[node] === undefined) group[stack.pop()] = node;
      } else if (index[to] === undefined) enter(to);
      else if (group[to] === undefined) low[node] = Math.min(low[node], index[to]);
    }
  }
  return group;
}

/** §6.2: the components by smallest visit, each filled as far as it goes. People and visits ascend. */
function components({ draw, seed, people, visits }) {
  const has = person => tag => person.tags.has(tag);
  const accepts = (recused, { tags, wider, without }) => person => person.cap >= 1 && !recused.has(person.id)
    && (tags.every(has(person)) || wider.some(has(person))) && !without.some(has(person));
  for (const { classes, recused } of visits) {
    for (const one of classes) one.candidates = one.n ? people.filter(accepts(recused, one)) : []; // n = 0: kept seats (§8)
  }
  const candidates = visit => visit.classes.flatMap(one => one.candidates), left = new Set(visits), parts = [];
  const sized = text => [new Uint8Array(Uint32Array.of(text.length).buffer), text];
  for (const first of visits) {
    if (!left.delete(first)) continue;
    const inside = [first], staff = new Set();
    for (const visit of inside) {
      for (const person of candidates(visit).filter(person => !staff.has(person))) {
        staff.add(person);
        for (const other of left) if (candidates(other).includes(person) && left.delete(other)) inside.push(other);
      }
    }
    const key = sha256('suicha-pair/1\0', seed, ...sized(draw), ...sized(first.id));
    parts.push(new Component(inside.sort(byId), [...staff].sort(byId), new Words(key)));
  }
  return parts;
}

/** The pairing under its shortage rules: { seats, applied }, or { short, applied } where the rules run out. */
export function pair({ draw, seed, people, visits, rules }) {
  people = people.map(person => ({ ...person })).sort(byId);
  visits = visits.map(visit => ({ ...visit, classes: visit.classes.map(one => ({ ...one, wider: [] })) })).sort(byId);
  const applied = [];
  for (let k = 0; ;) {
    const parts = components({ draw, seed, people, visits });
    const short = parts.filter(part => part.unplaced.length).map(part => part.certificate());
    const below = max => short.flatMap(({ staff }) => staff).filter(person => person.cap < max);
    const rule = () => rules[k]?.split(' ') ?? [];
    while (short.length && rule()[0] === 'raise-cap' && !below(Number(rule()[1])).length) k++;
    const [verb, value] = rule();
    if (short.length && !verb) return { short, applied };
    if (short.length) applied.push({ rule: rules[k], short });
    if (!short.length || verb === 'leave-open') {
      for (const part of parts) part.mix();
      const filled = part => part.seats.map((seat, u) => ({ ...seat, person: part.people[part.holder[u]] }));
      return { seats: parts.flatMap(filled), applied };
    }
    if (verb === 'raise-cap') for (const person of below(Number(value))) person.cap++;
    else for (const { seatClass } of short.flatMap(({ seats }) => seats)) seatClass.wider.push(value);
    if (verb === 'widen') k++;
  }
}

/** teams.csv (§6.9). */
function teamLines(seats, seed) {
  const filled = seats.filter(seat => seat.person), leads = new Map();
  filled.sort((a, b) => byId(a.visit, b.visit) || a.number - b.number || byId(a.person, b.person));
  for (const { visit, person } of filled) {
    const rank = (person.tags.has('lead') ? '0' : '1') + H(`suicha/1/l:${seed}:${visit.id}:${person.id}`);
    if (!(leads.get(visit)?.rank < rank)) leads.set(visit, { rank, person });
  }
  const role = ({ visit, person }) => (leads.get(visit).person === person ? 'lead' : 'member');
  return [TABLES.teams[0], ...filled.map(seat => `${seat.visit.id},${seat.number},${seat.person.id},${role(seat)}`)];
}

/** shortage.txt (§6.6); no line where no rule was applied. */
function shortageLines(applied) {
  const certificate = ({ seats, caps, helpers, sum, short }) => {
    const count = ({ visit, seatClass }) => seats.filter(s => s.visit === visit && s.seatClass === seatClass).length;
    return [`short ${seats.length} ${sum} ${short}`,
      ...new Set(seats.map(seat => `seats ${seat.visit.id} ${seat.number} ${count(seat)}`)),
      ...caps.map(([id, cap]) => `staff ${id} ${cap}`),
      ...helpers.map(([visit, ids]) => `helpers ${visit} ${ids.join(' ')}`)];
  };
  const lines = applied.flatMap(({ rule, short }) => [`rule ${rule}`, ...short.flatMap(certificate)]);
  return lines.length ? ['suicha-shortage/1', ...lines] : [];
}

// --- 5. The replay, check by check (§10)

/** Replays a bundle: note('ok' or '--', what) for each step; throws a Refusal at the first difference. */
export function replay(files, note = () => {}) {
  const bundle = new Bundle(files), draw = committed(bundle, note);
  if (draw.audit) readPeople(bundle, draw, note);
  if (bundle.has('seed.txt') || (draw.audit && !bundle.has('void.txt'))) {
    opened(bundle, draw, note);
    selection(bundle, draw, note);
    if (draw.audit) {
      pairing(bundle, draw, note);
      replacements(bundle, draw, note);
    } else note('--', '9 the pairing: inspectors.csv is not here');
  } else note('--', '6 to 9: no seed.txt, before the end of an embargo or in a void');
  terminal(bundle, draw, note);
  const known = [RECORDED, BESIDE, ...(draw.audit ? [REPLACING] : [])], unread = name => !known.some(kind => kind.test(name));
  for (const name of [...bundle.files.keys()].filter(unread)) note('--', `${name} is not read`);
}

/** Checks 3 and 4: the commitment, plans and frames. */
function committed(bundle, note) {
  const commit = bundle.record('commit.txt', 'commit'), pools = new Map(), audit = bundle.has('inspectors.csv');
  let mac;
  if (bundle.has('salt.key')) {
    const [key, ...more] = bundle.lines('salt.key');
    need(new RegExp(`^${HASH}$`).test(key) && !more.length, 4, 'salt.key', 1, '64 hex digits', key);
    mac = hmac(unhex(key));
  }
  const tasks = commit.task.map(([name, planHash, rows, frameHash, root]) => {
    const file = `frame-${name}.csv`, plan = readPlan(bundle, name, commit);
    same(4, `plan-${name}.txt`, [bundle.hash(`plan-${name}.txt`)], [planHash]);
    const task = { name, plan, rows: Number(rows), sealed: plan.profile[0]?.[0] === 'sealed' };
    if (task.sealed && !audit && !bundle.has(file)) return task;
    task.frame = committedTable(bundle, file, rows, root, mac);
    same(4, file, [bundle.hash(file)], [frameHash]);
    const strata = new Set(plan.stratum.map(([stratum]) => stratum));
    task.frame.forEach(([id, stratum, pool, status], k) => {
      const known = strata.has(stratum) || (stratum === 'none' && status !== 'ok');
      need(known, 4, file, k + 2, 'a stratum of the plan', stratum);
      need((pools.get(id) ?? pool) === pool, 4, file, k + 2, `pool ${pools.get(id)}`, pool);
      pools.set(id, pool);
    });
    return task;
  });
  const rulesOf = ({ plan }) => plan['on-shortage'].map(words => words.join(' ')), rules = rulesOf(tasks[0]);
  for (const task of tasks) {
    const file = `plan-${task.name}.txt`, at = bundle.lines(file).findIndex(line => /^(?:on-shortage|stratum) /.test(line));
    same(4, file, rulesOf(task), rules, at + 1);
  }
  note('ok', `4 commit.txt, plans, frames: form, hashes, rows${mac ? ', roots' : ''}`);
  return { name: commit.draw[0][0], attempt: commit.attempt[0][0], commit, tasks, rules, pools, mac, audit };
}

/** When the first round of a chain is due (Unix seconds), and the seconds between rounds. */
const CHAINS = { 'drand-quicknet': [1692803367, 3], 'drand-default': [1595431050, 30] };

function readPlan(bundle, name, commit) {
  const file = `plan-${name}.txt`, lines = bundle.lines(file), plan = bundle.record(file, 'plan');
  const hold = (holds, key, words, expected) => {
    const line = [key, ...words].join(' ');
    need(holds, 4, file, lines.lastIndexOf(line) + 1, expected, line);
  };
  hold(plan.task[0][0] === name, 'task', plan.task[0], `task ${name}`);
  for (const words of plan.team) hold(new Set(words.slice(1)).size === words.length - 1, 'team', words, 'no tag twice');
  hold(plan.team.reduce((sum, [n]) => sum + Number(n), 0) >= 2, 'team', plan.team[0], 'two officers or more');
  const strata = plan.stratum.map(([stratum]) => stratum);
  plan.stratum.forEach((words, k) => {
    const [p, q] = words[1] === 'rate' ? words[2].split('/').map(BigInt) : [0n, 1n];
    hold(strata.indexOf(words[0]) === k && p <= q, 'stratum', words, 'a new name, a rate of at most 1');
  });
  for (const words of plan.class) hold(strata.includes(words[0]), 'class', words, 'a stratum of the plan');
  for (const key of ['cutoff', 'draw-time', 'embargo']) {
    const [date] = plan[key][0]?.[0].match(DATE) ?? [];
    if (date) hold(new Date(date).toJSON()?.startsWith(date), key, plan[key][0], 'a day of the calendar');
  }
  if (plan['draw-time'].length) {
    const time = Date.parse(plan['draw-time'][0][0]) / 1000;
    const due = ([genesis, period]) => Math.ceil((time - genesis) / period) + 1;
    const beacons = plan.beacon.length ? plan.beacon : [['drand-quicknet']];
    const named = beacons.map(([beacon, round]) => `${beacon} ${round ?? due(CHAINS[beacon])}`).sort();
    same(3, 'commit.txt', commit.pulse.map(words => words.join(' ')), named, commit.task.length + 7);
  }
  return plan;
}

/** A table whose rows are counted and, with the salt key, hashed into a root (§3). */
function committedTable(bundle, file, rows, root, mac) {
  const table = bundle.table(file), keyColumns = file === 'recusals.csv' ? 2 : 1;
  const salt = row => mac(`suicha/1/salt:${file}:${row.slice(0, keyColumns).join(':')}`);
  same(4, file, [`${table.length} rows`], [`${rows} rows`]);
  if (mac) same(4, file, [treeRoot(table.map(row => `suicha-leaf/1\n${salt(row)}\n${row.join(',')}\n`))], [root]);
  return table;
}

/** Check 4: inspectors, recusals, pseudonyms. */
function readPeople(bundle, draw, note) {
  const { commit, mac, name, attempt } = draw;
  const inspectors = committedTable(bundle, 'inspectors.csv', ...commit.inspectors[0], mac);
  draw.people = inspectors.map(([id, unit, joined, cap, base], k) => {
    const tags = joined.split('+').filter(Boolean);
    same(4, 'inspectors.csv', [joined], [[...new Set(tags)].sort().join('+')], k + 2);
    return { id, tags: new Set([unit, ...tags]), cap: Number(cap), base: Number(base) };
  });
  const ids = draw.people.map(person => person.id), known = new Set(ids);
  draw.recusals = committedTable(bundle, 'recusals.csv', ...commit.recusals[0], mac);
  draw.recusals.forEach(([id], k) => need(known.has(id), 4, 'recusals.csv', k + 2, 'a pseudonym of inspectors.csv', id));
  note('ok', `4 inspectors.csv, recusals.csv: form, rows${mac ? ', roots' : ''}`);
  if (!bundle.has('pseudonyms.csv')) return note('--', '4 pseudonyms.csv is not here');
  const rows = bundle.table('pseudonyms.csv'), width = Math.max(2, String(rows.length).length);
  same(4, 'pseudonyms.csv', rows.map(([id]) => id), ids, 2);
  if (!mac) return note('--', '4 the order of the pseudonyms: salt.key is not here');
  const ranks = new Map(rows.map(([, inspector]) => [inspector, mac(`suicha/1/pseudonym:${name}:${attempt}:${inspector}`)]));
  const order = [...ranks.keys()].sort((a, b) => ascending(ranks.get(a), ranks.get(b)));
  const expected = order.map((inspector, k) => `p${String(k + 1).padStart(width, '0')},${inspector}`);
  same(4, 'pseudonyms.csv', bundle.lines('pseudonyms.csv'), [TABLES.pseudonyms[0], ...expected]);
  note('ok', '4 pseudonyms.csv: order');
}

/** The seed, and of checks 2, 6 and 7 what needs no signature. */
function opened(bundle, draw, note) {
  const { commit, name, attempt } = draw, seed = bundle.record('seed.txt', 'seed'), [b] = seed.embargo[0];
  const starts = (check, file, lines) => {
    if (bundle.has(file)) same(check, file, bundle.lines(file).slice(0, lines.length), lines);
  };
  const pulseLines = (beacon, round) => ['suicha-pulse/1', `beacon ${beacon}`, `round ${round}`];
  const head = kind => [`suicha-${kind}/1`, `draw ${name}`, `attempt ${attempt}`];
  const afterWitnesses = 3 + commit.witness.length, rounds = pulses => pulses.map(words => words.slice(0, 2).join(' '));
  same(4, 'seed.txt', seed.commit[0], [bundle.hash('commit.txt')], 2);
  same(4, 'seed.txt', seed.witness.map(([who]) => who), commit.witness.map(([who]) => who), 3);
  same(8, 'seed.txt', rounds(seed.pulse), rounds(commit.pulse), afterWitnesses);
  seed.witness.forEach(([who, r], k) => {
    const c = commit.witness[k][1], opens = r === 'withheld' ? c : H(`suicha/1/w:${name}:${attempt}:${who}:${r}`);
    same(6, 'seed.txt', [opens], [c], 3 + k);
    starts(6, `witness-${who}.txt`, [...head('witness-commit'), `name ${who}`, `c ${c}`]);
  });
  const blind = b === 'none' ? b : H(`suicha/1/b:${name}:${attempt}:${b}`);
  same(6, 'seed.txt', [blind], commit.embargo[0], afterWitnesses + commit.pulse.length);
  note('ok', '6 seed.txt: witness openings, embargo blind');
  const [beacon, round, value] = commit['not-before'][0];
  if (bundle.has('not-before.txt')) {
    const said = bundle.lines('not-before.txt')[3]?.slice(6) ?? '';
    starts(2, 'not-before.txt', pulseLines(beacon, round));
    same(2, 'not-before.txt', [beacon.startsWith('drand-') ? H(unhex(said)) : said], [value], 4);
  }
  for (const [beacon, round, value] of seed.pulse) {
    starts(7, `pulse-${beacon}.txt`, [...pulseLines(beacon, round), `value ${value}`]);
    starts(7, `ceremony-${beacon}.txt`, [...head('ceremony'), ...pulseLines(beacon, round).slice(1), `value ${value}`]);
  }
  note('--', '2, 6, 7 the signatures of witnesses and beacons are not verified here');
  draw.seed = bundle.hash('seed.txt');
}

/** Check 8: tickets, thresholds, selection. */
function selection(bundle, draw, note) {
  const { seed, mac, audit } = draw, table = bundle.table('thresholds.csv'), expected = [];
  for (const task of draw.tasks) {
    const { name, plan, sealed, frame } = task, file = `selected-${name}.csv`, rows = table.filter(row => row[0] === name);
    if (!frame) {
      publicSelection(bundle, task, rows, 2 + table.indexOf(rows[0]), ticketing(seed, plan));
      expected.push(...rows.map(row => row.join(',')));
      note('--', `8 task ${name} is sealed and its frame is not here: labels, counts and drawn ids only`);
      continue;
    }
    const reserve = Number(plan.reserve[0][0]), strata = (task.strata = ranking(task, seed).map(one => ({ ...one, reserve })));
    task.drawn = strata.flatMap(({ ranks, drawn }) => ranks.slice(0, drawn).map(({ id }) => id));
    if (audit || bundle.has(file)) {
      bundle.table(file);
      same(8, file, bundle.lines(file), selectedLines(strata, reserve));
    }
    note(audit || bundle.has(file) ? 'ok' : '--', `8 ${file}`);
    const rank = new Map(mac && strata.map(({ stratum }) => [stratum, mac(`suicha/1/label:${name}:${stratum}`)]));
    const order = [...rank.keys()].sort((a, b) => ascending(rank.get(a), rank.get(b)));
    const free = rows.filter(row => opaque(strata.length).includes(row[1])); // without the key any order will do
    for (const { stratum, counts, threshold } of strata) {
      const values = [...counts, threshold].join(','), match = free.findIndex(row => row.slice(2).join(',') === values);
      const label = mac ? `s${order.indexOf(stratum) + 1}` : free.splice(match, match < 0 ? 0 : 1)[0]?.[1];
      expected.push(`${name},${sealed ? label : stratum},${values}`);
    }
  }
  same(8, 'thresholds.csv', bundle.lines('thresholds.csv'), [TABLES.thresholds[0], ...expected.sort()]);
  note('ok', '8 thresholds.csv');
}

const opaque = count => Array.from({ length: count }, (_, k) => `s${k + 1}`).sort();

/** What the public can check of a sealed task. */
function publicSelection(bundle, task, rows, first, ticket) {
  const file = `drawn-${task.name}.csv`, sum = column => rows.reduce((total, row) => total + Number(row[column]), 0);
  same(8, 'thresholds.csv', rows.map(row => row[1]), opaque(task.plan.stratum.length), first);
  need(sum(2) + sum(3) <= task.rows, 8, 'thresholds.csv', first, `at most ${task.rows} rows in ${task.name}`, sum(2) + sum(3));
  if (!bundle.has(file)) return;
  task.drawn = bundle.table(file).map(([id]) => id);
  same(8, file, [`${task.drawn.length} ids`], [`${sum(4)} ids`]);
  const highest = rows.map(row => row[5]).filter(threshold => threshold !== 'none').sort().at(-1);
  task.drawn.forEach((id, k) => need(ticket(id) <= highest, 8, file, k + 2, `a ticket up to ${highest}`, ticket(id)));
}

/** Check 9: who goes where. */
function pairing(bundle, draw, note) {
  const plans = new Map(), { people, pools, recusals, rules } = draw;
  for (const { plan, drawn } of draw.tasks) for (const id of drawn) plans.set(id, [...(plans.get(id) ?? []), plan]);
  const recused = id => new Set(recusals.filter(row => row[1] === id).map(([pseudonym]) => pseudonym));
  const visits = [...plans].map(([id, all]) => ({ id, classes: seatClasses(all, pools.get(id)), recused: recused(id) }));
  const seed = sha256(`suicha/1/p:${draw.seed}`);
  const { seats, applied } = pair({ draw: `${draw.name}/${draw.attempt}`, seed, people, visits, rules });
  const shortage = shortageLines(applied), recorded = ['shortage', 'result', 'void'].some(name => bundle.has(`${name}.txt`));
  if (shortage.length && !recorded) note('--', '9 shortage.txt is not here');
  else same(9, 'shortage.txt', bundle.has('shortage.txt') ? bundle.lines('shortage.txt') : [], shortage);
  draw.seats = seats;
  if (!seats) {
    need(bundle.has('void.txt') && !bundle.has('teams.csv'), 9, 'teams.csv', 1, 'a void, since the rules run out', 'none');
    return note('ok', '9 the rules of the plan run out: no pairing');
  }
  bundle.table('teams.csv');
  same(9, 'teams.csv', bundle.lines('teams.csv'), teamLines(seats, draw.seed));
  const filled = seats.filter(seat => seat.person).length;
  note('ok', `9 teams.csv: ${visits.length} visits, ${filled} of ${seats.length} seats filled`);
}

/** Check 10: from each request and its pulses to who steps in and who goes (§8). */
function replacements(bundle, draw, note) {
  const numbers = [...bundle.files.keys()].flatMap(name => REPLACING.exec(name)?.slice(1).filter(Boolean) ?? []).map(Number);
  const last = Math.max(0, ...numbers);
  if (!last) return note('--', '10 there is no replacement');
  need(draw.seats, 10, `replace-${last}.txt`, 1, 'teams to replace', 'none');
  let now = { skipped: new Set(), gone: new Set(), recusals: [], seats: draw.seats }, after = 'result.txt';
  for (let number = 1; number <= last; number++) {
    const file = `replace-${number}.txt`, done = `replaced-${number}.txt`, request = requested(bundle, draw, number, after, now);
    const follows = name => name !== file && REPLACING.exec(name)?.slice(1).includes(String(number));
    if (number === last && ![...bundle.files.keys()].some(follows)) return note('--', `10 ${file} waits for its pulse`);
    const pulses = bundle.record(done, 'replaced').pulse;
    same(10, done, pulses.map(([beacon, round]) => `${beacon} ${round}`), request.pulse.map(words => words.join(' ')), 6);
    for (const [beacon, round, value] of pulses) {
      const name = `replace-pulse-${number}-${beacon}.txt`;
      const lines = ['suicha-pulse/1', `beacon ${beacon}`, `round ${round}`, `value ${value}`];
      same(10, name, bundle.lines(name).slice(0, 4), lines);
    }
    const next = replaced(draw, now, request, bundle.hash(file), pulses.map(([, , value]) => value), number);
    const teams = teamLines(next.seats, draw.seed), text = teams.map(line => `${line}\n`).join('');
    const open = next.seats.filter(seat => !seat.person).length;
    const record = ['suicha-replaced/1', `draw ${draw.name}`, `attempt ${draw.attempt}`, `number ${number}`,
      `replace ${bundle.hash(file)}`, ...pulses.map(words => `pulse ${words.join(' ')}`), ...next.steps,
      `teams ${H(text)}`, `seats ${next.seats.length - open} ${open}`];
    same(10, `teams-${number}.csv`, bundle.lines(`teams-${number}.csv`), teams);
    same(10, done, bundle.lines(done), record);
    [now, after] = [next, done];
    note('ok', `10 ${done}, teams-${number}.csv`);
  }
}

/** A request, and whether what it says can have happened. */
function requested(bundle, draw, number, after, { skipped, seats }) {
  const file = `replace-${number}.txt`, request = bundle.record(file, 'replace');
  const head = [`draw ${draw.name}`, `attempt ${draw.attempt}`, `number ${number}`, `after ${bundle.hash(after)}`];
  same(10, file, bundle.lines(file).slice(1, 5), head, 2);
  const [[at]] = request.at, time = Date.parse(at) / 1000, day = new Date(at.slice(0, 10)).toJSON();
  need(day?.startsWith(at.slice(0, 10)), 10, file, 6, 'a day of the calendar', at);
  need(request.skip.length + request.unavailable.length + request.recused.length, 10, file, 7, 'something that happened');
  const due = time + Math.max(0, ...draw.tasks.map(({ plan }) => Number(plan.lead[0]?.[0] ?? 0)));
  const round = beacon => Math.max(0, Math.ceil((due - CHAINS[beacon][0]) / CHAINS[beacon][1])) + 1;
  const named = draw.commit.pulse.map(([beacon]) => beacon).filter(beacon => beacon in CHAINS).sort();
  const pulses = (named.length ? named : ['drand-quicknet']).map(beacon => `${beacon} ${round(beacon)}`);
  same(10, file, request.pulse.map(words => words.join(' ')), pulses, bundle.lines(file).length - request.pulse.length + 1);
  for (const [id, code] of request.skip) {
    const tasks = draw.tasks.filter(task => task.strata.some(one => listed(one, skipped).some(row => row.id === id)));
    need(tasks.length, 10, file, 7, 'a subject that is to be inspected', id);
    for (const { plan } of tasks) need(plan.replace[0]?.includes(code), 10, file, 7, 'a replace code of the plan', code);
  }
  const holds = (pseudonym, id) => seats.some(({ person, visit }) => person?.id === pseudonym && visit.id === (id ?? visit.id));
  for (const [pseudonym] of request.unavailable) need(holds(pseudonym), 10, file, 7, 'somebody with a seat', pseudonym);
  for (const [pseudonym, id] of request.recused) need(holds(pseudonym, id), 10, file, 7, `an officer of ${id}`, pseudonym);
  return request;
}

/** The subjects of a stratum to be inspected, with their ranks, once the skipped are off. */
function listed({ ranks, drawn, reserve }, skipped) {
  const order = ranks.slice(0, drawn + reserve).map(({ id }, k) => ({ id, rank: k + 1 }));
  return order.filter(({ id }) => !skipped.has(id)).slice(0, drawn);
}

/** The draw as a request and the values of its pulses leave it. A seat is known by visit and class key; who keeps it keeps it. */
function replaced(draw, before, request, hash, values, number) {
  const skipped = new Set([...before.skipped, ...request.skip.map(([id]) => id)]);
  const gone = new Set([...before.gone, ...request.unavailable.map(([pseudonym]) => pseudonym)]);
  const recusals = [...before.recusals, ...request.recused], steps = [], plans = new Map();
  for (const { name, plan, strata } of draw.tasks) {
    for (const one of strata) {
      const old = listed(one, before.skipped), now = listed(one, skipped);
      const come = now.filter(({ id }) => !old.some(row => row.id === id));
      old.filter(({ id }) => !now.some(row => row.id === id)).forEach(({ id }, k) => {
        steps.push(`step ${name} ${id} ${come[k] ? `${come[k].id} ${come[k].rank}` : 'none'}`);
      });
      for (const { id } of now) plans.set(id, [...(plans.get(id) ?? []), plan]);
    }
  }
  const out = ({ person, visit }) => gone.has(person?.id) || recusals.some(([who, id]) => who === person?.id && id === visit.id);
  const all = [...draw.recusals, ...recusals], seats = [], visits = [];
  for (const [id, own] of plans) {
    const classes = seatClasses(own, draw.pools.get(id)), recused = new Set(all.filter(row => row[1] === id).map(([who]) => who));
    const visit = { id, classes, recused };
    classes.forEach((one, k) => {
      const mine = before.seats.filter(seat => seat.visit.id === id && seat.seatClass.key === one.key && !out(seat));
      for (const { person } of mine) seats.push({ visit, seatClass: one, number: k + 1, person });
      one.missing = one.n - mine.length;
    });
    const again = classes.map(one => ({ ...one, n: one.missing }));
    const stays = seats.filter(seat => seat.visit === visit && seat.person).map(({ person }) => person.id);
    if (again.some(({ n }) => n)) visits.push({ id, classes: again, recused: new Set([...recused, ...stays]) });
  }
  const people = draw.people.map(person => {
    const kept = seats.filter(seat => seat.person?.id === person.id).length;
    return { ...person, cap: gone.has(person.id) ? 0 : Math.max(0, person.cap - kept), base: person.base + kept };
  });
  const seed = H(`suicha/1/r:${draw.seed}:${hash}:${values.join(':')}`);
  const drawn = pair({ draw: `${draw.name}/${draw.attempt}/r${number}`, seed: sha256(`suicha/1/p:${seed}`), people, visits,
    rules: draw.rules.filter(rule => !rule.startsWith('raise-cap ')) });
  need(drawn.seats, 10, `replace-${number}.txt`, 1, 'seats that can be filled', 'rules that run out');
  const whole = new Map(seats.map(({ visit }) => [visit.id, visit]));
  for (const seat of drawn.seats) if (!whole.has(seat.visit.id)) whole.set(seat.visit.id, seat.visit);
  const joined = [...seats, ...drawn.seats].map(seat => ({ ...seat, visit: whole.get(seat.visit.id) }));
  return { skipped, gone, recusals, steps: steps.sort(), seats: joined };
}

/** Check 11: the terminal record. */
function terminal(bundle, draw, note) {
  const [kind, ...more] = ['result', 'void'].filter(name => bundle.has(`${name}.txt`));
  need(!more.length, 11, 'void.txt', 1, 'one terminal record', 'two');
  if (!kind) return note('--', '11 there is no terminal record');
  const file = `${kind}.txt`, found = bundle.record(file, kind), head = [`draw ${draw.name}`, `attempt ${draw.attempt}`];
  const result = () => ['suicha-result/1', ...head, ...resultLines(bundle, draw, found)];
  const wouldBe = () => (draw.seats ? H(result().map(line => `${line}\n`).join('')) : 'none');
  const expected = kind === 'result' ? result() : ['suicha-void/1', ...head, `commit ${bundle.hash('commit.txt')}`,
    `reason ${found.reason[0]}`, `would-be ${draw.audit && draw.mac ? wouldBe() : found['would-be'][0]}`];
  same(11, file, bundle.lines(file), expected);
  note('ok', `11 ${file}`);
}

/** What a result says. What cannot be known from a public bundle is taken from the record that was found. */
function resultLines(bundle, { tasks, seats, mac, audit }, found) {
  const recorded = new Map(found.file);
  const here = [...bundle.files.keys()].filter(file => RECORDED.test(file));
  const hash = file => {
    if (!bundle.has(file) || (file === 'pseudonyms.csv' && !mac)) return recorded.get(file);
    return file === 'pseudonyms.csv' ? mac(`suicha/1/file:${file}:${bundle.hash(file)}`) : bundle.hash(file);
  };
  const files = [...new Set(audit ? here : [...here, ...recorded.keys()])].sort();
  const lines = files.map(file => `file ${file} ${hash(file)}`);
  tasks.forEach(({ name, plan, strata }, k) => {
    const reserve = ({ ranks, drawn }) => Math.min(Number(plan.reserve[0][0]), ranks.length - drawn);
    const counts = strata?.map(one => [...one.counts, reserve(one)]).reduce((sum, one) => sum.map((n, c) => n + one[c]));
    lines.push(`task ${(counts ? [name, ...counts] : found.task?.[k] ?? []).join(' ')}`);
  });
  const visits = tasks.every(task => task.drawn) ? [new Set(tasks.flatMap(task => task.drawn)).size] : found.visits[0];
  const open = seats?.filter(seat => !seat.person).length;
  return [...lines, `visits ${visits}`, `seats ${(seats ? [seats.length - open, open] : found.seats[0]).join(' ')}`];
}

// --- 6. Pairing vectors and the command line

/** The output of a pairing vector, without its trace. */
export function pairingVector({ draw, seed, inspectors, tasks, on_shortage: rules }) {
  const visits = tasks.map(({ id, seats, exclude = [] }) => ({
    id, recused: new Set(exclude), classes: seats.map(({ n, tags, without = [] }) => ({ n, tags, without })) })).sort(byId);
  const people = inspectors.map(({ id, tags, cap, base = 0 }) => ({ id, tags: new Set(tags), cap, base })).sort(byId);
  const { seats, short, applied } = pair({ draw, seed: unhex(seed), people, visits, rules: rules ?? [] });
  const place = ({ visit, number }) => [visit.id, number - 1];
  const shortages = certificates => ({ format: 'pairing-shortage/1', shortages: certificates.map(one => ({
    seats: one.seats.map(place),
    inspectors: one.caps.map(([id, cap]) => ({ id, cap })),
    helpers: one.helpers.map(([id, ids]) => ({ id, inspectors: ids })),
    seats_needed: one.seats.length,
    capacity: one.seats.length - one.short,
    short_by: one.short,
  })) });
  const done = rules && { applied: applied.map(step => ({ rule: step.rule, certificate: shortages(step.short) })) };
  if (short) return { ...shortages(short), ...done };
  seats.sort((a, b) => byId(a.visit, b.visit) || a.number - b.number);
  const filled = seats.filter(seat => seat.person), open = rules && { open: seats.filter(seat => !seat.person).map(place) };
  const sits = (id, k) => seat => seat.visit.id === id && seat.number === k + 1;
  const team = (id, k) => filled.filter(sits(id, k)).map(seat => seat.person.id).sort();
  const teams = visits.map(({ id, classes }) => ({ id, team: classes.map((_, k) => team(id, k)) }));
  const loads = people.map(({ id }) => [id, filled.filter(seat => seat.person.id === id).length]);
  return { format: 'pairing-output/1', draw, seed, tasks: teams, loads, ...done, ...open };
}

async function main([command, ...paths]) {
  const { readdirSync, readFileSync } = await import('node:fs');
  if (command === 'pairing') {
    const [given, { trace, ...expected }] = paths.map(path => JSON.parse(readFileSync(path, 'latin1'))); // UTF-8 as bytes
    same(9, paths[1], ...[pairingVector(given), expected].map(value => JSON.stringify(value, null, 1).split('\n')));
    console.log(`ok 9 ${paths[1]}`);
  } else {
    const names = readdirSync(command, { withFileTypes: true }).filter(entry => entry.isFile()).map(entry => entry.name);
    const files = new Map(names.map(name => [name, readFileSync(`${command}/${name}`)]));
    replay(files, (sign, what) => console.log(sign, what));
  }
}

if (globalThis.process?.versions?.node && process.argv[1]) {
  const { realpathSync } = await import('node:fs'), { pathToFileURL } = await import('node:url');
  if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
    await main(process.argv.slice(2)).catch(problem => {
      console.error(problem instanceof Refusal ? problem.message : problem);
      process.exitCode = 1;
    });
  }
}
