#!/usr/bin/env node
// Replays the evidence bundle of a draw. Written from docs/draw-protocol.md alone; section numbers (§) are its.
//
//   node replay.mjs DIR                       ok and -- lines, exit 0; or the first difference, exit 1
//   node replay.mjs pairing IN.json OUT.json  one vector of tests/vectors/pairing
//
// In a page: `import { replay } from './replay.mjs'` and call replay(files, note), files being a Map or an object of
// file name -> Uint8Array. No dependency, no network, no clock. Not checked here: signatures (BLS12-381, Ed25519), the
// published numbers of a lottery, the registry, the log.

// --- 1. Hashes: SHA-256, HMAC, the tree of §3, ChaCha20. A text stands for its characters, one byte each.

const PRIMES = Array.from({ length: 310 }, (_, k) => k + 2).filter(n => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
});
const fraction = x => ((x % 1) * 2 ** 32) | 0;
const START = Int32Array.from(PRIMES.slice(0, 8), p => fraction(Math.sqrt(p)));
const ROUNDS = Int32Array.from(PRIMES, p => fraction(Math.cbrt(p)));
const schedule = new Int32Array(64);
let buffer = new Uint8Array(1 << 16);

/** SHA-256 of the parts (byte arrays or texts), one after another. */
export function sha256(...parts) {
  let length = 0;
  for (const part of parts) {
    if (length + part.length + 72 > buffer.length) {
      const old = buffer;
      buffer = new Uint8Array(2 * (length + part.length + 72));
      buffer.set(old);
    }
    if (typeof part !== 'string') buffer.set(part, length);
    else for (let k = 0; k < part.length; k++) buffer[length + k] = part.charCodeAt(k);
    length += part.length;
  }
  const end = ((length + 8) & ~63) + 64;
  buffer.fill(0, length, end)[length] = 0x80;
  const view = new DataView(buffer.buffer);
  view.setUint32(end - 8, length / 2 ** 29);
  view.setUint32(end - 4, length << 3);
  const state = Int32Array.from(START);
  for (let at = 0; at < end; at += 64) compress(state, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, k) => digest.setInt32(4 * k, word));
  return new Uint8Array(digest.buffer);
}

function compress(state, view, at) {
  const w = schedule;
  for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + 4 * t);
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
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = bytes => { let text = ''; for (const byte of bytes) text += HEX[byte]; return text; };
const unhex = text => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
export const H = (...parts) => hex(sha256(...parts));

/** HMAC-SHA256 with a key of at most 64 bytes, in hex. */
export function hmac(key, ...parts) {
  const pad = byte => Uint8Array.from({ length: 64 }, (_, k) => (key[k] ?? 0) ^ byte);
  return H(pad(0x5c), sha256(pad(0x36), ...parts));
}

/** RFC 6962 root: neighbours in pairs, an odd one moves up as it is. */
function treeRoot(leaves) {
  if (!leaves.length) return H('');
  let level = leaves.map(leaf => sha256('\x00', leaf));
  while (level.length > 1) {
    const pairs = [];
    for (let k = 0; k < level.length; k += 2) {
      pairs.push(k + 1 < level.length ? sha256('\x01', level[k], level[k + 1]) : level[k]);
    }
    level = pairs;
  }
  return hex(level[0]);
}

/** The random numbers of §6.2: a ChaCha20 key stream in 32-bit words. */
class Words {
  constructor(key) {
    const view = new DataView(key.buffer);
    this.input = new Uint32Array([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, ...Array(12).fill(0)]);
    for (let k = 0; k < 8; k++) this.input[4 + k] = view.getUint32(4 * k, true);
    this.at = 16;
  }

  block() {
    const x = Uint32Array.from(this.input);
    const turn = (a, b, c, n) => { x[a] += x[b]; const y = x[c] ^ x[a]; x[c] = (y << n) | (y >>> (32 - n)); };
    const quarter = (a, b, c, d) => { turn(a, b, d, 16); turn(c, d, b, 12); turn(a, b, d, 8); turn(c, d, b, 7); };
    for (let round = 0; round < 10; round++) {
      for (let k = 0; k < 4; k++) quarter(k, 4 + k, 8 + k, 12 + k);
      for (let k = 0; k < 4; k++) quarter(k, 4 + ((k + 1) & 3), 8 + ((k + 2) & 3), 12 + ((k + 3) & 3));
    }
    this.output = x.map((word, k) => word + this.input[k]);
    this.input[12]++;
    this.at = 0;
  }

  below(n) {
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      if (this.at === 16) this.block();
      const word = this.output[this.at++];
      if (word < limit) return word % n;
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
const NUMBER = '(?:0|[1-9][0-9]*)', COUNT = '[1-9][0-9]*', DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}', TIME = '[0-9]{2}:[0-9]{2}:[0-9]{2}';
const TOKEN = '[a-z0-9.+-]{1,64}', VALUE = '[0-9a-f/.]+', ROUND = `(?:drand-${NAME} ${COUNT}|(?!drand-)${NAME} ${TOKEN})`;
const KEY = `${NAME}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}`, SIGNATURE = '[A-Za-z0-9+/]{85}[AQgw]==';
const TAG = `(?!(?:any|without)(?![a-z0-9.-]))${NAME}`, TEAM_TAG = `(?:@pool|${TAG})`, STRATUM = `(?!none )${NAME}`;
const QUOTA = `(?:count ${NUMBER}|rate ${NUMBER}/${COUNT}(?: (?:ceil|half-up|floor))?)(?: min ${NUMBER})?(?: max ${NUMBER})?`;
const CODE = '[0-9A-Za-z.-]{1,32}\\*?', FIELD = '(?:group|status|region|station|industry|label|kind|risk)';
const CONDITION = `${FIELD}=${CODE}(?:\\|${CODE})*`, CONDITIONS = `(?:all|${CONDITION}(?: ${CONDITION})*)`;

/** The lines of a record, in order: 1 once, ? at most once, + once or more, * any number of times. */
const RECORDS = compiled({
  plan: ['1 suicha-plan/1', `1 task ${NAME}`, '? plan-number [0-9]{10}1[0-9]{3}', '? task-number [0-9]{14}1[0-9]{3}',
    `1 domain ${NAME}`, '? profile (?:open|sealed)', `* matter ${ID} ${NAME}`, `? scope ${CONDITIONS}`, `? cutoff ${DATE}`,
    `? draw-time ${DATE}T${TIME}\\+08:00`, `* beacon (?:drand-${NAME}|(?!drand-)${NAME} ${TOKEN})`,
    `+ team [1-9][0-9]?(?: ${TEAM_TAG})*(?: without(?: ${TEAM_TAG})+)?`,
    `* on-shortage (?:widen ${TAG}|raise-cap ${COUNT}|leave-open)`, `+ stratum ${STRATUM} ${QUOTA}`,
    `* class ${NAME} ${CONDITIONS}`, `? annual-cap ${NUMBER}`, `1 reserve ${NUMBER}`, `? replace ${NAME}(?: ${NAME})*`,
    `? lead ${NUMBER}`, `? embargo (?:none|${DATE})`],
  commit: ['1 suicha-commit/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `+ task ${NAME} ${HASH} ${NUMBER} ${HASH} ${HASH}`,
    `1 inspectors ${NUMBER} ${HASH}`, `1 recusals ${NUMBER} ${HASH}`, `1 not-before (?:none|${ROUND} ${VALUE})`,
    `+ pulse ${ROUND}`, `* witness ${NAME} ${HASH}`, `1 embargo (?:none|${HASH})`],
  seed: ['1 suicha-seed/1', `1 commit ${HASH}`, `* witness ${NAME} (?:${HASH}|withheld)`, `+ pulse ${ROUND} ${VALUE}`,
    `1 embargo (?:none|${HASH})`],
  witness: ['1 suicha-witness-commit/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `1 name ${NAME}`, `1 c ${HASH}`,
    `1 key ${KEY}`, `1 signature ${SIGNATURE}`],
  pulse: ['1 suicha-pulse/1', `1 beacon ${NAME}`, `1 round ${TOKEN}`, `1 value ${VALUE}`, '? previous [0-9a-f]+'],
  ceremony: ['1 suicha-ceremony/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, '1 beacon (?:dice|cn-lottery)',
    `1 round ${TOKEN}`, `1 value ${VALUE}`, `* signed ${NAME} ${KEY} ${SIGNATURE}`],
  result: ['1 suicha-result/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `+ file [a-z0-9.-]+ ${HASH}`,
    `+ task ${NAME} ${NUMBER} ${NUMBER} ${NUMBER} ${NUMBER}`, `1 visits ${NUMBER}`, `1 seats ${NUMBER} ${NUMBER}`],
  void: ['1 suicha-void/1', `1 draw ${DRAW}`, `1 attempt ${COUNT}`, `1 commit ${HASH}`, `1 reason ${NAME}`,
    `1 would-be (?:none|${HASH})`],
});

/** Header, row, and the text by which the rows ascend, no two alike. */
const digits = number => number.padStart(20, '0');
const TABLES = {
  frame: ['id,stratum,pool,status', [ID, NAME, NAME, `(?:ok|x-${NAME})`], row => row[0]],
  inspectors: ['pseudonym,unit,tags,cap,base', [NAME, NAME, `(?:${TAG}(?:\\+${TAG})*)?`, NUMBER, NUMBER], row => row[0]],
  recusals: ['pseudonym,id', [NAME, ID], row => `${row[0]} ${row[1]}`],
  pseudonyms: ['pseudonym,inspector', [NAME, ID], row => row[0]],
  thresholds: ['task,stratum,eligible,excluded,drawn,threshold', [NAME, NAME, NUMBER, NUMBER, NUMBER, `(?:none|${HASH})`],
    row => `${row[0]} ${row[1]}`],
  selected: ['stratum,rank,id,ticket,role', [NAME, COUNT, ID, HASH, '(?:drawn|reserve)'], row => `${row[0]} ${digits(row[1])}`],
  drawn: ['id', [ID], row => row[0]],
  teams: ['id,seat,pseudonym,role', [ID, COUNT, NAME, '(?:lead|member)'], row => `${row[0]} ${digits(row[1])} ${row[2]}`],
};

function compiled(records) {
  const line = text => ({ often: text[0], key: text.split(' ')[1], form: new RegExp(`^${text.slice(2)}$`) });
  return Object.fromEntries(Object.entries(records).map(([name, lines]) => [name, lines.map(line)]));
}

/** A difference: which check of §10 fails, where, and why. */
export class Refusal extends Error {
  constructor(check, file, line, expected, found) {
    super(`fail ${check} ${file} line ${line}: expected ${expected}, found ${found ?? 'nothing'}`);
    Object.assign(this, { check, file, line, expected, found });
  }
}

/** Refuses at the first line that differs. */
function same(check, file, found, expected) {
  for (let k = 0; k < Math.max(found.length, expected.length); k++) {
    if (found[k] !== expected[k]) throw new Refusal(check, file, k + 1, expected[k] ?? 'the end', found[k] ?? 'the end');
  }
}

/** The files of a bundle, read strictly. */
class Bundle {
  constructor(files) {
    this.files = files instanceof Map ? files : new Map(Object.entries(files));
  }

  has(name) {
    return this.files.has(name);
  }

  hash(name) {
    if (!this.has(name)) throw new Refusal(4, name, 1, 'this file', 'none');
    return H(this.files.get(name));
  }

  /** The lines of a file: printable ASCII, LF after each, none empty, no trailing blank. */
  lines(name) {
    this.hash(name);
    const text = new TextDecoder('latin1').decode(this.files.get(name));
    const at = text.endsWith('\n') ? text.search(/[^\n -~]|^\n|\n\n| \n/) : text.length;
    if (at < 0) return text.slice(0, -1).split('\n');
    const line = text.slice(0, at).split('\n').length;
    throw new Refusal(4, name, line, 'printable ASCII with one LF after each line', JSON.stringify(text.slice(at, at + 8)));
  }

  /** The words after the key of each line, by key; repeated lines ascend unless the plan's order counts. */
  record(name, form) {
    const lines = this.lines(name), words = {};
    let at = 0;
    for (const { often, key, form: allowed } of RECORDS[form]) {
      words[key] = [];
      while (at < lines.length && allowed.test(lines[at]) && (words[key].length === 0 || '+*'.includes(often))) {
        words[key].push(lines[at].split(' ').slice(1));
        const before = words[key].at(-2)?.[0];
        if (form !== 'plan' && before >= words[key].at(-1)[0]) throw new Refusal(4, name, at + 1, `a line after ${before}`, lines[at]);
        at++;
      }
      if (!words[key].length && '1+'.includes(often)) throw new Refusal(4, name, at + 1, `a line ${key}`, lines[at]);
    }
    if (at < lines.length) throw new Refusal(4, name, at + 1, 'the end or the line that is next in order', lines[at]);
    return words;
  }

  /** The rows of a table, in columns. */
  table(name, form = name.replace(/[-.].*/, '')) {
    const [header, columns, order] = TABLES[form], allowed = new RegExp(`^${columns.join(',')}$`);
    const lines = this.lines(name);
    same(4, name, lines.slice(0, 1), [header]);
    let before = '';
    return lines.slice(1).map((line, k) => {
      if (!allowed.test(line)) throw new Refusal(4, name, k + 2, header, line);
      const row = line.split(','), key = order(row);
      if (key <= before) throw new Refusal(4, name, k + 2, `a row after ${before}`, line);
      before = key;
      return row;
    });
  }
}

// --- 3. The subject draw (§5)

const ascending = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a, b) => ascending(a.id, b.id);

/** How many are drawn of `eligible` rows: the words after a stratum's name. */
function quota(words, eligible) {
  const after = key => words.includes(key) ? words[words.indexOf(key) + 1] : undefined;
  const least = (a, b) => (a < b ? a : b);
  const rows = BigInt(eligible), [p, q] = (after('rate') ?? '0/1').split('/').map(BigInt);
  let n = (p * rows + q - 1n) / q;
  if (words.includes('half-up')) n = (2n * p * rows + q) / (2n * q);
  if (words.includes('floor')) n = (p * rows) / q;
  n = BigInt(after('count') ?? n);
  if (n < BigInt(after('min') ?? 0)) n = BigInt(after('min'));
  return Number(least(least(n, BigInt(after('max') ?? n)), rows));
}

/** The strata of a task, ascending, each with its ranks: all eligible ids by ticket. */
function ranking(task, seed) {
  const ticket = `suicha/1/e:${H(`suicha/1/t:${seed}:${task.plan.domain[0][0]}`)}:`;
  return task.plan.stratum.map(([stratum, ...rule]) => {
    const rows = task.frame.filter(row => row[1] === stratum), eligible = rows.filter(row => row[3] === 'ok');
    const ranks = eligible.map(([id]) => ({ ticket: H(ticket + id), id }));
    ranks.sort((a, b) => ascending(a.ticket, b.ticket) || ascending(a.id, b.id));
    const drawn = quota(rule, eligible.length);
    const threshold = drawn ? ranks[drawn - 1].ticket : 'none';
    return { stratum, ranks, eligible: eligible.length, excluded: rows.length - eligible.length, drawn, threshold };
  }).sort((a, b) => ascending(a.stratum, b.stratum));
}

function selectedLines(strata, reserve) {
  const lines = ['stratum,rank,id,ticket,role'];
  for (const { stratum, ranks, drawn } of strata) {
    ranks.slice(0, drawn + reserve).forEach(({ id, ticket }, k) => {
      lines.push(`${stratum},${k + 1},${id},${ticket},${k < drawn ? 'drawn' : 'reserve'}`);
    });
  }
  return lines;
}

/** The labels of a sealed task (§2): stratum -> s1, s2, ... */
function labels(task, strata, salt) {
  const mac = new Map(strata.map(({ stratum }) => [stratum, hmac(salt, `suicha/1/label:${task}:${stratum}`)]));
  return new Map([...mac.keys()].sort((a, b) => ascending(mac.get(a), mac.get(b))).map((stratum, k) => [stratum, `s${k + 1}`]));
}

// --- 4. The pairing (§6)

const NOBODY = -1;

/** Seat classes of a visit, by key: equal keys are added within a task, between tasks the largest sum counts. */
function seatClasses(plans, pool) {
  const classes = new Map();
  for (const plan of plans) {
    const sums = new Map();
    for (const [n, ...words] of plan.team) {
      const cut = words.includes('without') ? words.indexOf('without') : words.length;
      const tagSet = part => [...new Set(part.map(tag => (tag === '@pool' ? pool : tag)))].sort();
      const tags = tagSet(words.slice(0, cut)), without = tagSet(words.slice(cut + 1));
      const key = [...tags, ...(without.length ? ['without', ...without] : [])].join(' ');
      sums.set(key, { n: Number(n) + (sums.get(key)?.n ?? 0), tags, without });
    }
    for (const [key, sum] of sums) if (!(classes.get(key)?.n >= sum.n)) classes.set(key, sum);
  }
  return [...classes.keys()].sort().map(key => classes.get(key));
}

/** One connected component: who holds which seat. People and seats are numbered by their place after the shuffle. */
class Component {
  constructor(visits, people, words) {
    this.words = words;
    this.visits = visits;
    this.people = words.shuffle(people);
    this.seats = words.shuffle(visits.flatMap(visit => visit.classes.flatMap(
      (seatClass, k) => Array.from({ length: seatClass.n }, () => ({ visit, seatClass, number: k + 1 })))));
    const place = new Map(this.people.map((person, j) => [person, j]));
    this.candidates = this.seats.map(({ seatClass }) => seatClass.candidates.map(p => place.get(p)).sort((a, b) => a - b));
    this.others = this.seats.map(({ visit }, u) => [...this.seats.keys()].filter(v => v !== u && this.seats[v].visit === visit));
    this.holder = this.seats.map(() => NOBODY);
    this.held = this.people.map(() => []);
    this.load = this.people.map(person => person.base);
    this.unplaced = [];
    this.fill();
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
        if (mate !== undefined) { reach(mate, u); continue; }
        via[j] = u;
        if (this.room(j) && (best === undefined || this.load[j] < this.load[best])) best = j;
        for (const v of this.held[j]) reach(v, u);
      }
    }
    return { best, seen, from, via };
  }

  /** §6.5. */
  fill() {
    for (const u of this.seats.keys()) {
      const { best, from, via } = this.search([u]);
      if (best === undefined) { this.unplaced.push(u); continue; }
      this.load[best]++;
      for (let j = best, x = via[best]; ; x = from[x]) {
        const old = this.holder[x];
        if (x !== u) this.take(x);
        this.give(x, j);
        if (x === u) break;
        j = old;
      }
    }
  }

  /** §6.6: why the unplaced seats cannot be filled. */
  certificate() {
    const { seen, via } = this.search(this.unplaced);
    const seats = [...seen].map(u => this.seats[u]);
    const staff = this.people.filter((_, j) => via[j] !== undefined).sort((a, b) => ascending(a.id, b.id));
    const helpers = new Map();
    for (const { visit, seatClass } of seats) {
      const outside = seatClass.candidates.filter(person => !staff.includes(person)).map(person => person.id);
      helpers.set(visit.id, [...new Set([...(helpers.get(visit.id) ?? []), ...outside])].sort());
    }
    seats.sort((a, b) => ascending(a.visit.id, b.visit.id) || a.number - b.number);
    const caps = staff.map(person => [person.id, person.cap]), sum = caps.reduce((total, [, cap]) => total + cap, 0);
    const listed = [...helpers].filter(([, ids]) => ids.length).sort((a, b) => ascending(a[0], b[0]));
    const short = seats.length - sum - listed.reduce((total, [, ids]) => total + ids.length, 0);
    return { seats, staff, caps, sum, helpers: listed, short };
  }

  /** §6.7: E*(u) and the blocks. Unplaced seats are out; their holder is nobody and no arc leads to them. */
  usable() {
    const seats = this.seats.length, people = this.people.length;
    const levels = [...new Set(this.load.flatMap(load => [load, load + 1]))];
    const level = load => seats + people + levels.indexOf(load);
    const head = (u, j) => this.mate(u, j) ?? seats + j;
    const placed = u => this.holder[u] !== NOBODY;
    const component = strongComponents([
      ...this.candidates.map((all, u) => (placed(u) ? all.filter(j => j !== this.holder[u]).map(j => head(u, j)) : [])),
      ...this.held.map((held, j) => (this.room(j) ? [...held, level(this.load[j] + 1)] : held)),
      ...levels.map(load => [...this.people.keys()].filter(j => this.load[j] === load).map(j => seats + j)),
    ]);
    const choices = this.candidates.map((all, u) => all.filter(
      j => placed(u) && (j === this.holder[u] || component[head(u, j)] === component[u])));
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
    let u = start;
    for (let step = 1; step <= limit; step++) {
      const j = choices[u][this.words.below(choices[u].length)];
      let v = this.mate(u, j);
      if (v === undefined) {
        if (this.load[j] === a - 1 && this.room(j)) {
          this.give(u, j);
          this.load[j]++;
          return step;
        }
        if (!this.held[j].length) continue;
        v = this.held[j][this.words.below(this.held[j].length)];
      }
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

/** Tarjan: node -> a number that the nodes of its strongly connected component share. */
function strongComponents(arcs) {
  const index = [], low = [], group = [], next = [], stack = [];
  let count = 0;
  const enter = (node, path) => {
    index[node] = low[node] = count++;
    next[node] = 0;
    stack.push(node);
    path.push(node);
  };
  for (const root of arcs.keys()) {
    const path = [];
    if (index[root] === undefined) enter(root, path);
    while (path.length) {
      const node = path.at(-1), to = arcs[node][next[node]++];
      if (to !== undefined) {
        if (index[to] === undefined) enter(to, path);
        else if (group[to] === undefined) low[node] = Math.min(low[node], index[to]);
        continue;
      }
      path.pop();
      if (path.length) low[path.at(-1)] = Math.min(low[path.at(-1)], low[node]);
      while (low[node] === index[node] && group[node] === undefined) group[stack.pop()] = node;
    }
  }
  return group;
}

function accepts({ tags, without, wider }, recused, person) {
  const able = tags.every(tag => person.tags.has(tag)) || wider.some(tag => person.tags.has(tag));
  return able && person.cap >= 1 && !without.some(tag => person.tags.has(tag)) && !recused.has(person.id);
}

/** §6.2: the components by smallest visit, each filled as far as it goes. People and visits ascend. */
function components({ draw, seed, people, visits }) {
  for (const { classes, recused } of visits) {
    for (const seatClass of classes) seatClass.candidates = people.filter(person => accepts(seatClass, recused, person));
  }
  const size = text => new Uint8Array(Uint32Array.of(text.length).buffer);
  const parts = [], left = new Set(visits), candidates = visit => visit.classes.flatMap(seatClass => seatClass.candidates);
  for (const first of visits) {
    if (!left.delete(first)) continue;
    const inside = [first], staff = new Set();
    for (const visit of inside) {
      for (const person of candidates(visit)) {
        if (staff.has(person)) continue;
        staff.add(person);
        for (const other of left) if (candidates(other).includes(person)) left.delete(other) && inside.push(other);
      }
    }
    const key = sha256('suicha-pair/1\0', seed, size(draw), draw, size(first.id), first.id);
    parts.push(new Component(inside.sort(byId), [...staff].sort(byId), new Words(key)));
  }
  return parts;
}

/**
 * The pairing with its shortage rules: `seats` as [{ visit, number, person or undefined }], or `short` where the rules run
 * out; `applied` as [{ rule, short }], `short` being certificates.
 */
export function pair({ draw, seed, people, visits, rules }) {
  people = people.map(person => ({ ...person })).sort(byId);
  visits = visits.map(visit => ({ ...visit, classes: visit.classes.map(one => ({ ...one, wider: [] })) })).sort(byId);
  const applied = [];
  for (let k = 0; ;) {
    const parts = components({ draw, seed, people, visits });
    const short = parts.filter(part => part.unplaced.length).map(part => part.certificate());
    const below = rule => short.flatMap(({ staff }) => staff).filter(person => person.cap < Number(rule.split(' ')[1]));
    while (short.length && rules[k]?.startsWith('raise-cap ') && !below(rules[k]).length) k++;
    if (short.length && k === rules.length) return { short, applied };
    if (short.length) applied.push({ rule: rules[k], short });
    if (!short.length || rules[k] === 'leave-open') {
      for (const part of parts) part.mix();
      const seats = part => part.seats.map((seat, u) => ({ ...seat, person: part.people[part.holder[u]] }));
      return { seats: parts.flatMap(seats), applied };
    }
    if (rules[k].startsWith('raise-cap ')) below(rules[k]).forEach(person => person.cap++);
    else short.flatMap(({ seats }) => seats).forEach(seat => seat.seatClass.wider.push(rules[k].slice(6)));
    if (rules[k].startsWith('widen ')) k++;
  }
}

/** teams.csv (§6.9). */
function teamLines(seats, seed) {
  const filled = seats.filter(seat => seat.person);
  filled.sort((a, b) => ascending(a.visit.id, b.visit.id) || a.number - b.number || ascending(a.person.id, b.person.id));
  const leads = new Map();
  for (const { visit, person } of filled) {
    const rank = (person.tags.has('lead') ? '0' : '1') + H(`suicha/1/l:${seed}:${visit.id}:${person.id}`);
    if (!(leads.get(visit)?.rank <= rank)) leads.set(visit, { rank, person });
  }
  const role = ({ visit, person }) => (leads.get(visit).person === person ? 'lead' : 'member');
  return ['id,seat,pseudonym,role', ...filled.map(seat => `${seat.visit.id},${seat.number},${seat.person.id},${role(seat)}`)];
}

/** shortage.txt (§6.6), or nothing where no rule was applied. */
function shortageLines(applied) {
  const certificate = ({ seats, caps, sum, helpers, short }) => [
    `short ${seats.length} ${sum} ${short}`,
    ...new Set(seats.map(({ visit, number }) => {
      return `seats ${visit.id} ${number} ${seats.filter(seat => seat.visit === visit && seat.number === number).length}`;
    })),
    ...caps.map(([id, cap]) => `staff ${id} ${cap}`),
    ...helpers.map(([visit, ids]) => `helpers ${visit} ${ids.join(' ')}`),
  ];
  const lines = applied.flatMap(({ rule, short }) => [`rule ${rule}`, ...short.flatMap(certificate)]);
  return lines.length ? ['suicha-shortage/1', ...lines] : undefined;
}

// --- 5. The replay, check by check (§10)

/** Check 4: what was committed. */
function committed(bundle, note) {
  const commit = bundle.record('commit.txt', 'commit');
  const draw = { name: commit.draw[0][0], attempt: commit.attempt[0][0], commit, audit: bundle.has('inspectors.csv') };
  draw.salt = bundle.has('salt.key') ? saltKey(bundle) : undefined;
  const pools = new Map();
  draw.tasks = commit.task.map(([name, planHash, rows, frameHash, root]) => {
    const file = `frame-${name}.csv`, plan = readPlan(bundle, name);
    same(4, `plan-${name}.txt`, [bundle.hash(`plan-${name}.txt`)], [planHash]);
    const task = { name, plan, rows: Number(rows), sealed: plan.profile[0]?.[0] === 'sealed' };
    if (task.sealed && !draw.audit && !bundle.has(file)) return task;
    task.frame = committedTable(bundle, file, rows, root, draw.salt);
    same(4, file, [bundle.hash(file)], [frameHash]);
    const strata = new Set(plan.stratum.map(([stratum]) => stratum));
    task.frame.forEach(([id, stratum, pool, status], k) => {
      const known = strata.has(stratum) || (stratum === 'none' && status !== 'ok');
      if (!known) throw new Refusal(4, file, k + 2, 'a stratum of the plan', stratum);
      if ((pools.get(id) ?? pool) !== pool) throw new Refusal(4, file, k + 2, `pool ${pools.get(id)}`, pool);
      pools.set(id, pool);
    });
    return task;
  });
  draw.pools = pools;
  const [first, ...others] = draw.tasks.map(({ plan }) => plan['on-shortage'].map(words => words.join(' ')));
  others.forEach((rules, k) => same(4, `plan-${draw.tasks[k + 1].name}.txt, on-shortage`, rules, first));
  draw.rules = first;
  note('ok', `4 commit.txt, plans and frames: form, hashes, rows${draw.salt ? ', roots' : ''}`);
  if (draw.audit) readPeople(bundle, draw, note);
  return draw;
}

function saltKey(bundle) {
  const lines = bundle.lines('salt.key');
  if (lines.length !== 1 || !new RegExp(`^${HASH}$`).test(lines[0])) throw new Refusal(4, 'salt.key', 1, '64 hex digits', lines[0]);
  return unhex(lines[0]);
}

function readPlan(bundle, name) {
  const file = `plan-${name}.txt`, lines = bundle.lines(file), plan = bundle.record(file, 'plan');
  const need = (holds, key, words, expected) => {
    const line = [key, ...words].join(' ');
    if (!holds) throw new Refusal(4, file, lines.lastIndexOf(line) + 1, expected, line);
  };
  need(plan.task[0][0] === name, 'task', plan.task[0], `task ${name}`);
  for (const words of plan.team) need(new Set(words.slice(1)).size === words.length - 1, 'team', words, 'no tag twice');
  need(plan.team.reduce((sum, [n]) => sum + Number(n), 0) >= 2, 'team', plan.team[0], 'two officers or more');
  const strata = plan.stratum.map(([stratum]) => stratum);
  plan.stratum.forEach((words, k) => {
    need(strata.indexOf(words[0]) === k, 'stratum', words, 'no stratum twice');
    const [p, q] = words[1] === 'rate' ? words[2].split('/').map(BigInt) : [0n, 1n];
    need(p <= q, 'stratum', words, 'a rate of at most one');
  });
  for (const words of plan.class) need(strata.includes(words[0]), 'class', words, 'a stratum of the plan');
  return plan;
}

function committedTable(bundle, file, rows, root, salt) {
  const table = bundle.table(file), key = row => (file === 'recusals.csv' ? `${row[0]}:${row[1]}` : row[0]);
  same(4, file, [`${table.length} rows`], [`${rows} rows`]);
  const leaf = row => `suicha-leaf/1\n${hmac(salt, `suicha/1/salt:${file}:${key(row)}`)}\n${row.join(',')}\n`;
  if (salt) same(4, file, [`root ${treeRoot(table.map(leaf))}`], [`root ${root}`]);
  return table;
}

function readPeople(bundle, draw, note) {
  const { commit, salt } = draw;
  draw.people = committedTable(bundle, 'inspectors.csv', ...commit.inspectors[0], salt).map(([id, unit, tags, cap, base], k) => {
    const list = tags ? tags.split('+') : [];
    list.forEach((tag, n) => { if (n && tag <= list[n - 1]) throw new Refusal(4, 'inspectors.csv', k + 2, 'tags ascending', tags); });
    return { id, tags: new Set([unit, ...list]), cap: Number(cap), base: Number(base) };
  });
  const known = new Set(draw.people.map(person => person.id));
  draw.recusals = committedTable(bundle, 'recusals.csv', ...commit.recusals[0], salt);
  draw.recusals.forEach(([id], k) => { if (!known.has(id)) throw new Refusal(4, 'recusals.csv', k + 2, 'a pseudonym of inspectors.csv', id); });
  note('ok', `4 inspectors.csv, recusals.csv: form, rows${salt ? ', roots' : ''}`);
  if (!bundle.has('pseudonyms.csv')) return note('--', '4 pseudonyms.csv is not here');
  const rows = bundle.table('pseudonyms.csv'), width = Math.max(2, String(rows.length).length);
  same(4, 'pseudonyms.csv', rows.map(([id]) => id), draw.people.map(person => person.id));
  if (!salt) return note('--', '4 the order of the pseudonyms: salt.key is not here');
  const rank = id => hmac(salt, `suicha/1/pseudonym:${draw.name}:${draw.attempt}:${id}`);
  const order = rows.map(([, id]) => ({ id, rank: rank(id) })).sort((a, b) => ascending(a.rank, b.rank));
  const expected = order.map(({ id }, k) => `p${String(k + 1).padStart(width, '0')},${id}`);
  same(4, 'pseudonyms.csv', bundle.lines('pseudonyms.csv'), ['pseudonym,inspector', ...expected]);
  note('ok', '4 pseudonyms.csv: order');
}

/** Checks 2, 3, 6, 7 as far as hashes go. */
function opened(bundle, draw, note) {
  const { commit, name, attempt } = draw, prefix = `${name}:${attempt}`, seed = bundle.record('seed.txt', 'seed');
  same(4, 'seed.txt', seed.commit[0], [bundle.hash('commit.txt')]);
  same(4, 'seed.txt', seed.witness.map(([who]) => who), commit.witness.map(([who]) => who));
  same(8, 'seed.txt', seed.pulse.map(([beacon, round]) => `${beacon} ${round}`), commit.pulse.map(words => words.join(' ')));
  seed.witness.forEach(([who, r], k) => {
    if (r !== 'withheld') same(6, `seed.txt, witness ${who}`, [H(`suicha/1/w:${prefix}:${who}:${r}`)], [commit.witness[k][1]]);
  });
  const [b] = seed.embargo[0];
  same(6, 'seed.txt, embargo', [b === 'none' ? b : H(`suicha/1/b:${prefix}:${b}`)], commit.embargo[0]);
  note('ok', '6 seed.txt: witness openings, embargo blind');
  for (const [beacon, round, value] of seed.pulse) {
    if (bundle.has(`pulse-${beacon}.txt`)) {
      const pulse = bundle.record(`pulse-${beacon}.txt`, 'pulse');
      same(7, `pulse-${beacon}.txt`, [pulse.beacon, pulse.round, pulse.value].map(String), [beacon, round, value]);
    }
    if (bundle.has(`ceremony-${beacon}.txt`)) {
      const said = bundle.record(`ceremony-${beacon}.txt`, 'ceremony');
      same(7, `ceremony-${beacon}.txt`, [said.draw, said.attempt, said.beacon, said.round, said.value].map(String),
        [name, attempt, beacon, round, value]);
    }
  }
  note('--', '2, 6, 7 the signatures behind not-before, witnesses and pulses are not verified here');
  draw.seed = bundle.hash('seed.txt');
}

/** Check 8: tickets, thresholds, selection. */
function selection(bundle, draw, note) {
  const table = bundle.table('thresholds.csv'), expected = [];
  for (const task of draw.tasks) {
    const rows = table.filter(([name]) => name === task.name), { name, plan, sealed, frame } = task;
    if (!frame) {
      expected.push(...publicRows(bundle, draw, task, rows, note));
      continue;
    }
    task.strata = ranking(task, draw.seed);
    task.drawn = task.strata.flatMap(({ ranks, drawn }) => ranks.slice(0, drawn).map(({ id }) => id));
    const file = `selected-${name}.csv`;
    if (bundle.has(file) || draw.audit) {
      bundle.table(file);
      same(8, file, bundle.lines(file), selectedLines(task.strata, Number(plan.reserve[0][0])));
      note('ok', `8 ${file}`);
    } else note('--', `8 ${file} is not here`);
    const names = sealed && draw.salt ? labels(name, task.strata, draw.salt) : undefined;
    const free = rows.filter(row => /^s[1-9][0-9]*$/.test(row[1]) && row[1].slice(1) <= task.strata.length);
    for (const { stratum, eligible, excluded, drawn, threshold } of task.strata) {
      const values = [eligible, excluded, drawn, threshold].join(',');
      const match = free.findIndex(row => row.slice(2).join(',') === values); // any order will do without the key
      const label = !sealed ? stratum : names?.get(stratum) ?? (match < 0 ? 's?' : free.splice(match, 1)[0][1]);
      expected.push(`${name},${label},${values}`);
    }
  }
  same(8, 'thresholds.csv', bundle.lines('thresholds.csv'), [TABLES.thresholds[0], ...expected.sort()]);
  note('ok', '8 thresholds.csv');
}

/** A sealed task without its frame: what the public can check of its rows. */
function publicRows(bundle, draw, task, rows, note) {
  const file = `drawn-${task.name}.csv`, sum = column => rows.reduce((total, row) => total + Number(row[column]), 0);
  const known = task.plan.stratum.map((_, k) => `s${k + 1}`).sort();
  same(8, `thresholds.csv, task ${task.name}`, rows.map(row => row[1]), known);
  if (sum(2) + sum(3) > task.rows) throw new Refusal(8, 'thresholds.csv', 1, `at most ${task.rows} rows`, sum(2) + sum(3));
  if (bundle.has(file)) {
    task.drawn = bundle.table(file).map(([id]) => id);
    same(8, file, [`${task.drawn.length} drawn`], [`${sum(4)} drawn`]);
    const highest = rows.map(row => row[5]).filter(threshold => threshold !== 'none').sort().at(-1);
    const ticket = `suicha/1/e:${H(`suicha/1/t:${draw.seed}:${task.plan.domain[0][0]}`)}:`;
    task.drawn.forEach((id, k) => {
      if (H(ticket + id) > highest) throw new Refusal(8, file, k + 2, `a ticket of at most ${highest}`, H(ticket + id));
    });
  }
  note('--', `8 task ${task.name} is sealed and its frame is not here: labels, counts and drawn ids only`);
  return rows.map(row => row.join(','));
}

/** Check 9: who goes where. */
function paired(bundle, draw, note) {
  if (!draw.audit) return note('--', '9 the pairing: inspectors.csv is not here');
  const plans = new Map();
  for (const { plan, drawn } of draw.tasks) for (const id of drawn) plans.set(id, [...(plans.get(id) ?? []), plan]);
  const recused = id => new Set(draw.recusals.filter(row => row[1] === id).map(([person]) => person));
  const visits = [...plans].map(([id, all]) => ({ id, classes: seatClasses(all, draw.pools.get(id)), recused: recused(id) }));
  const seed = sha256(`suicha/1/p:${draw.seed}`);
  const { seats, applied } = pair({ draw: `${draw.name}/${draw.attempt}`, seed, people: draw.people, visits, rules: draw.rules });
  const shortage = shortageLines(applied);
  if (bundle.has('shortage.txt')) same(9, 'shortage.txt', bundle.lines('shortage.txt'), shortage ?? []);
  else if (shortage && bundle.has('result.txt')) throw new Refusal(9, 'shortage.txt', 1, shortage[1], 'no such file');
  else if (shortage) note('--', '9 shortage.txt is not here');
  draw.seats = seats;
  if (!seats && bundle.has('teams.csv')) throw new Refusal(9, 'teams.csv', 1, 'no such file: the rules run out', 'one');
  if (!seats) return note('ok', '9 no pairing exists under the rules of the plan');
  bundle.table('teams.csv');
  same(9, 'teams.csv', bundle.lines('teams.csv'), teamLines(seats, draw.seed));
  note('ok', `9 teams.csv: ${seats.length} seats, ${visits.length} visits`);
}

/** Check 11: the terminal record. What a public bundle does not hold is taken from the record itself. */
function terminal(bundle, draw, note) {
  const name = ['result.txt', 'void.txt'].filter(file => bundle.has(file));
  if (name.length !== 1) {
    if (name.length) throw new Refusal(11, 'void.txt', 1, 'one terminal record', 'two');
    return note('--', '11 there is no terminal record');
  }
  const found = bundle.record(name[0], name[0].slice(0, -4));
  const head = kind => [`suicha-${kind}/1`, `draw ${draw.name}`, `attempt ${draw.attempt}`];
  if (name[0] === 'result.txt') {
    same(11, 'result.txt', bundle.lines('result.txt'), [...head('result'), ...resultLines(bundle, draw, found)]);
    return note('ok', '11 result.txt');
  }
  const [[reason], [claimed]] = [found.reason[0], found['would-be'][0]];
  let wouldBe = claimed;
  if (draw.audit) wouldBe = draw.seats ? H([...head('result'), ...resultLines(bundle, draw)].map(line => `${line}\n`).join('')) : 'none';
  const lines = [...head('void'), `commit ${bundle.hash('commit.txt')}`, `reason ${reason}`, `would-be ${wouldBe}`];
  same(11, 'void.txt', bundle.lines('void.txt'), lines);
  note('ok', `11 void.txt${draw.audit ? ', the would-be result' : ''}`);
}

function resultLines(bundle, draw, found) {
  const here = [...bundle.files.keys()].filter(file => !/^(README|result|void)\.txt$|^salt\.key$|^drawn-/.test(file));
  const recorded = new Map(found?.file ?? []);
  const hash = file => {
    if (!bundle.has(file)) return recorded.get(file);
    if (file !== 'pseudonyms.csv') return bundle.hash(file);
    return draw.salt ? hmac(draw.salt, `suicha/1/file:${file}:${bundle.hash(file)}`) : recorded.get(file);
  };
  const files = draw.audit ? here : [...new Set([...here, ...recorded.keys()])];
  const lines = files.sort().map(file => `file ${file} ${hash(file)}`);
  draw.tasks.forEach(({ name, strata, plan }, k) => {
    const sum = of => strata.reduce((total, stratum) => total + of(stratum), 0), reserve = Number(plan.reserve[0][0]);
    const counts = strata && [sum(s => s.eligible), sum(s => s.excluded), sum(s => s.drawn),
      sum(s => Math.min(reserve, s.ranks.length - s.drawn))];
    lines.push(`task ${(counts ? [name, ...counts] : found?.task[k] ?? []).join(' ')}`);
  });
  const known = draw.tasks.every(task => task.drawn), { seats } = draw;
  const visits = known ? new Set(draw.tasks.flatMap(task => task.drawn)).size : found?.visits[0][0];
  const open = seats?.filter(seat => !seat.person).length;
  return [...lines, `visits ${visits}`, `seats ${seats ? `${seats.length - open} ${open}` : found?.seats[0].join(' ')}`];
}

/** Replays a bundle: note('ok' or '--', what) for each step; throws a Refusal at the first difference. */
export function replay(files, note = () => {}) {
  const bundle = new Bundle(files), draw = committed(bundle, note);
  if (bundle.has('seed.txt') || (draw.audit && !bundle.has('void.txt'))) {
    opened(bundle, draw, note);
    selection(bundle, draw, note);
    paired(bundle, draw, note);
  } else note('--', '6 to 9: there is no seed.txt, before the end of an embargo or in a void');
  terminal(bundle, draw, note);
}

/** A pairing vector: the expected form of the output, without its trace. Texts are byte strings. */
export function pairingVector(input) {
  const visits = input.tasks.map(({ id, seats, exclude = [] }) => (
    { id, recused: new Set(exclude), classes: seats.map(({ n, tags, without = [] }) => ({ n, tags, without })) }));
  const people = input.inspectors.map(({ id, tags, cap, base = 0 }) => ({ id, tags: new Set(tags), cap, base }));
  const result = pair({ draw: input.draw, seed: unhex(input.seed), people, visits, rules: input.on_shortage ?? [] });
  const shortages = short => ({ format: 'pairing-shortage/1', shortages: short.map(one => ({
    seats: one.seats.map(({ visit, number }) => [visit.id, number - 1]),
    inspectors: one.caps.map(([id, cap]) => ({ id, cap })),
    helpers: one.helpers.map(([id, inspectors]) => ({ id, inspectors })),
    seats_needed: one.seats.length, capacity: one.seats.length - one.short, short_by: one.short })) });
  const applied = input.on_shortage && { applied: result.applied.map(({ rule, short }) => ({ rule, certificate: shortages(short) })) };
  if (!result.seats) return { ...shortages(result.short), ...applied };
  const filled = result.seats.filter(seat => seat.person), open = result.seats.filter(seat => !seat.person);
  const ids = (visit, k) => filled.filter(s => s.visit.id === visit && s.number === k + 1).map(s => s.person.id).sort();
  const tasks = [...visits].sort(byId).map(({ id, classes }) => ({ id, team: classes.map((_, k) => ids(id, k)) }));
  const loads = people.map(({ id }) => [id, filled.filter(seat => seat.person.id === id).length]).sort((a, b) => ascending(a[0], b[0]));
  open.sort((a, b) => ascending(a.visit.id, b.visit.id) || a.number - b.number);
  const left = input.on_shortage && { open: open.map(({ visit, number }) => [visit.id, number - 1]) };
  return { format: 'pairing-output/1', draw: input.draw, seed: input.seed, tasks, loads, ...applied, ...left };
}

// --- 6. The command line

async function main([command, ...rest]) {
  const { readdirSync, readFileSync } = await import('node:fs');
  if (command === 'pairing') {
    const [given, { trace, ...wanted }] = rest.map(path => JSON.parse(readFileSync(path, 'latin1')));
    const [found, expected] = [pairingVector(given), wanted].map(value => JSON.stringify(value, null, 1).split('\n'));
    same(9, rest[1], found, expected);
    return console.log(`ok 9 ${rest[1]}`);
  }
  const files = readdirSync(command, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name);
  replay(new Map(files.map(name => [name, readFileSync(`${command}/${name}`)])), (sign, what) => console.log(sign, what));
}

if (globalThis.process?.versions?.node && process.argv[1]) {
  const [{ realpathSync }, { pathToFileURL }] = await Promise.all([import('node:fs'), import('node:url')]);
  if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
    await main(process.argv.slice(2)).catch(problem => {
      console.error(problem instanceof Refusal ? problem.message : problem);
      process.exitCode = 1;
    });
  }
}
