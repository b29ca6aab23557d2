// A receipt verified in the reader's browser with WebCrypto: the steps of verifier.py, which needs no browser.
const HASH = 32;
const YEAR_10000 = 253402300800n;
const place = document.querySelector("[data-verify]");
const encoder = new TextEncoder();

// `part` says where: which of the `parts` in the words of verifier.py.
class Refused extends Error {
  part = 0;
}

function fail(why) {
  throw new Refused(why);
}

const join = (...parts) => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};
const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
const hashed = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));

function base64(text, length) {
  let bytes = new Uint8Array();
  try {
    bytes = Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0));
  } catch {
    fail("not base64");
  }
  if (btoa(String.fromCharCode(...bytes)) !== text || (length && bytes.length !== length)) fail("not base64 of that length");
  return bytes;
}

function hex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) fail("not hexadecimal");
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

// What a text says that can be written in one way only: no two readers see different fields.
const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
};

function parsed(text) {
  const body = JSON.parse(text);
  if (JSON.stringify(sorted(body)) !== text) fail("not written with sorted keys, each once, without spaces");
  return body;
}

// RFC 9162 2.1.3.2; places are below 2 ** 53.
async function included(index, size, leaf, path) {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) fail("no such place");
  let [at, last, found] = [index, size - 1, leaf];
  const half = (number) => Math.floor(number / 2);
  for (const one of path) {
    if (!last) fail("the path is too long");
    if (at % 2 || at === last) {
      found = await hashed([1], one, found);
      while (at % 2 === 0 && at) [at, last] = [half(at), half(last)];
    } else {
      found = await hashed([1], found, one);
    }
    [at, last] = [half(at), half(last)];
  }
  if (last) fail("the path is too short");
  return found;
}

async function readKey(vkey) {
  const [name, number, ...rest] = vkey.split("+");
  const packed = base64(rest.join("+"), HASH + 1);
  const id = (await hashed(encoder.encode(name), [10], packed)).slice(0, 4);
  if (!same(id, hex(number)) || ![1, 4].includes(packed[0])) fail("not a verifier key");
  return { vkey, name, id, kind: packed[0], key: await crypto.subtle.importKey("raw", packed.slice(1), "Ed25519", false, ["verify"]) };
}

function readNote(note) {
  const cut = note.lastIndexOf("\n\n");
  // eslint-disable-next-line no-control-regex
  if (cut < 0 || !note.endsWith("\n") || /[\x00-\x09\x0b-\x1f\x7f]/.test(note)) fail("not a signed note");
  const lines = note.slice(cut + 2, -1).split("\n").map((line) => {
    const found = /^\u2014 ([^\s+]+) (\S+)$/.exec(line);
    const packed = found ? base64(found[2]) : [];
    if (packed.length < 5) fail("not a signature line");
    return { name: found[1], id: packed.slice(0, 4), signature: packed.slice(4) };
  });
  return { text: note.slice(0, cut + 1), lines };
}

async function signers(note, keys) {
  const { text, lines } = readNote(note);
  const found = new Map();
  for (const line of lines) {
    const known = keys.find((key) => key.name === line.name && same(key.id, line.id));
    if (!known) continue;
    let [message, signature, moment] = [text, line.signature, null];
    if (known.kind === 4) {
      if (signature.length !== 72) fail(`the cosignature of ${line.name} is not 72 bytes`);
      moment = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
      if (moment >= YEAR_10000) fail(`the cosignature of ${line.name} has a time after the year 9999`);
      message = `cosignature/v1\ntime ${moment}\n${text}`;
      signature = signature.slice(8);
    }
    const right = !found.has(known.vkey) && (await crypto.subtle.verify("Ed25519", known.key, signature, encoder.encode(message)));
    if (!right) fail(`the signature of ${line.name} is wrong`);
    found.set(known.vkey, { vkey: known.vkey, name: known.name, moment, kind: known.kind });
  }
  return found;
}

function readProof(text) {
  const cut = text.indexOf("\n\n");
  const [first, second, ...path] = text.slice(0, cut).split("\n");
  const index = /^index (0|[1-9][0-9]{0,14})$/.exec(second || "");
  if (cut < 0 || first !== "c2sp.org/tlog-proof@v1" || !index) fail("not a proof");
  return { index: Number(index[1]), path: path.map((one) => base64(one, HASH)), checkpoint: text.slice(cut + 2) };
}

function readCheckpoint(note) {
  const lines = readNote(note).text.split("\n");
  if (lines.length !== 4 || !/^(0|[1-9][0-9]{0,14})$/.test(lines[1])) fail("not a checkpoint");
  return { origin: lines[0], size: Number(lines[1]), root: base64(lines[2], HASH) };
}

async function record(one, entry) {
  const salt = hex(one.salt);
  const leaf = await hashed([0], salt, encoder.encode(one.record));
  const root = await included(one.leaf, entry.records.n, leaf, one.path.map((each) => base64(each, HASH)));
  if (salt.length !== HASH || !same(root, base64(entry.records.root, HASH))) fail(`record ${one.leaf} is not in the edition`);
  return parsed(one.record);
}

// Amounts are decimal strings; they are added as whole numbers of their smallest place.
function total(terms) {
  const places = Math.max(0, ...terms.map(([, text]) => (text.split(".")[1] || "").length));
  const units = terms.map(([sign, text]) => {
    if (!/^-?\d+(\.\d+)?$/.test(text) || !["+", "-"].includes(sign)) fail("a term is no number");
    const [whole, part = ""] = text.split(".");
    const value = BigInt(whole + part.padEnd(places, "0"));
    return sign === "+" ? value : -value;
  });
  return { places, sum: units.reduce((sum, value) => sum + value, 0n) };
}

function checkSum(body, records) {
  const whole = ["left_out" in body ? body.left_out : 0, ...(body.terms || []).map((term) => term.record)];
  if (!whole.every((one) => Number.isSafeInteger(one) && one >= 0)) fail("left_out or the place of a term is no whole number");
  if (!body.terms || !body.terms.length || body.left_out) return "";
  if (typeof body.value !== "string") fail("the value is no plain number");
  const terms = body.terms.map((term) => [term.sign, String(records[term.record][term.column])]);
  const { places, sum } = total([...terms, ["-", body.value]]);
  const once = new Set(body.terms.map((term) => JSON.stringify([term.record, term.column])));
  if (sum !== 0n) fail(`the records do not add up to ${body.value} (${places} places)`);
  if (once.size < body.terms.length) fail("a term is counted twice");
  return body.value;
}

export async function verify(body) {
  if (body?.schema !== "tiyn/receipt/v1") fail("not a receipt");
  const proof = readProof(body.proof);
  try {
    return await sealed(body, proof);
  } catch (error) {
    if (error instanceof Refused) error.part = 2;
    throw error;
  }
}

async function sealed(body, { index, path, checkpoint }) {
  const { origin, size, root } = readCheckpoint(checkpoint);
  const signed = await signers(checkpoint, await Promise.all(body.keys.map(readKey)));
  const log = [...signed].find(([, by]) => by.kind === 1 && by.name === origin);
  if (!log) fail(`not signed by ${origin}`);
  const leaf = await hashed([0], encoder.encode(body.entry));
  if (!same(await included(index, size, leaf, path), root)) fail("the entry is not in the log at that place");
  const entry = parsed(body.entry);
  const leaves = new Set(body.records.map((one) => one.leaf));
  if (entry.schema !== "edition/v1" || leaves.size < body.records.length) fail("no edition/v1, or a record stands there twice");
  const records = await Promise.all(body.records.map((one) => record(one, entry)));
  const witnesses = [...signed.values()].filter((by) => by.moment !== null);
  return { origin, entry, records, witnesses, key: log[0], sum: checkSum(body, records), left: body.left_out || 0 };
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

function line(text, kind = "p", name = "") {
  const made = document.createElement(kind);
  made.textContent = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (mark) => (mark === "\n" ? mark : "\ufffd"));
  made.className = name;
  return made;
}

function told(found, words) {
  const values = { origin: found.origin, edition: found.entry.edition, name: found.entry.name, built: found.entry.built };
  Object.assign(values, { count: found.records.length, size: found.entry.records.n, key: found.key, sum: found.sum, left: found.left });
  const lines = [line(fill(words.valid, values), "p", "verdict")];
  for (const by of found.witnesses) {
    const when = `${new Date(Number(by.moment) * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    lines.push(line(fill(words.claimed, { who: by.name, when, key: by.vkey })));
  }
  if (!found.witnesses.length) lines.push(line(words.unseen));
  lines.push(line(found.key === place.dataset.key ? place.dataset.known : `${place.dataset.unknown} ${fill(words.own, values)}`));
  if (found.sum) lines.push(line(fill(words.sum, values)));
  if (found.left) lines.push(line(fill(words.left, values)));
  lines.push(line(words.is), line(words.not));
  const records = line(found.records.map((one) => JSON.stringify(one, null, 1)).join("\n"), "pre");
  records.tabIndex = 0;
  return [...lines, records];
}

// The command for a receipt that is saved: with its name, where that needs no quoting.
function name(file) {
  const code = document.querySelector("[data-verify-command] code");
  if (!code || !/^[\w.-]+$/.test(file)) return;
  code.textContent = code.textContent.replace(/verifier\.py \S+/, `verifier.py ${file}`);
  document.querySelector("[data-verify-name]").hidden = true;
}

const savedAs = (answer) => /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "")?.[1] || "";

async function show(text) {
  const out = place.querySelector(".verify-out");
  const words = JSON.parse(place.dataset.words);
  out.replaceChildren(line(place.dataset.reading));
  try {
    out.replaceChildren(...told(await verify(JSON.parse(text)), words));
    out.dataset.valid = "yes";
  } catch (error) {
    const missing = error.name === "NotSupportedError";
    const part = words.parts.split("|")[error.part || 0];
    const why = missing ? place.dataset.noCrypto : fill(words.void, { part, why: error.message });
    out.replaceChildren(line(why, "p", "verdict"));
    out.dataset.valid = missing ? "" : "no";
  }
}

if (place) {
  place.hidden = false;
  if (!globalThis.crypto?.subtle) {
    place.querySelector(".verify-out").replaceChildren(line(place.dataset.noCrypto));
  } else {
    place.querySelector("input").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (!file) return;
      name(file.name);
      await show(await file.text());
    });
    if (place.dataset.receipt) {
      fetch(place.dataset.receipt).then(async (answer) => {
        name(savedAs(answer));
        await show(await answer.text());
      });
    }
  }
}
