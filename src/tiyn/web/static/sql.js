// The reader's own SQL, run by the reader's own browser over the edition's Parquet files.
// Nothing is loaded before Run is pressed; then the engine (DuckDB-Wasm, ours to serve) and the files the query names.
// Rows come back as the engine's own CSV: its text of a number is exact, a script's would not be.

const tool = document.querySelector("form.sql");
if (tool) begin(tool);

const SHOWN = 1000;
const WHOLE = 32e6; // bytes; larger files are read in the pieces a query needs
const HTTP = 4; // DuckDBDataProtocol.HTTP

function begin(form) {
  const said = JSON.parse(form.dataset.said);
  const say = (name, values = {}) => said[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  // Kazakh writes numbers as Russian does; some browsers know only the latter.
  const lang = document.documentElement.lang === "kk" ? "ru" : document.documentElement.lang;
  const digits = new Intl.NumberFormat(lang);
  const megabytes = (bytes) => new Intl.NumberFormat(lang, { maximumFractionDigits: bytes < 1e6 ? 2 : 1 }).format(Math.max(bytes, 1e4) / 1e6);
  const box = form.elements.sql;
  const stop = form.elements.stop;
  const told = form.querySelector(".sql-told");
  const weighs = form.querySelector(".sql-weighs");
  const place = form.querySelector(".sql-answer");
  const tables = new Map([...document.querySelectorAll("[data-table]")].map((one) => [one.dataset.table, one.dataset]));
  let engine = null;
  let turn = 0; // stopping begins a new one; what an old one still says is not heard

  form.hidden = false;
  for (const one of document.querySelectorAll(".sql-example")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "act", textContent: said.into });
    button.addEventListener("click", () => {
      box.value = one.querySelector("code").textContent;
      weigh();
      box.focus();
    });
    one.append(button);
  }
  box.addEventListener("input", weigh);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (stop.hidden) run();
  });
  stop.addEventListener("click", () => {
    turn += 1;
    close();
    finish(said.stopped);
  });
  weigh();

  function close() {
    if (engine) engine.worker.terminate();
    engine = null;
  }

  // What a press of Run would download, said before it is pressed.
  function weigh() {
    const missing = named(box.value, tables).filter((name) => !engine?.open.has(name));
    const parts = missing.map((name) => say("file", { name: `${name}.parquet`, size: megabytes(Number(tables.get(name).bytes)) }));
    let bytes = missing.reduce((sum, name) => sum + Number(tables.get(name).bytes), 0);
    if (!engine) {
      bytes += Number(form.dataset.bytes);
      parts.unshift(say("engine", { size: megabytes(Number(form.dataset.bytes)) }));
    }
    weighs.textContent = bytes ? say("weighs", { size: megabytes(bytes), files: `(${parts.join("; ")})` }) : said.cached;
  }

  function finish(text) {
    stop.hidden = true;
    told.textContent = text;
    weigh();
  }

  async function run() {
    const mine = (turn += 1);
    const tell = (text) => mine === turn && (told.textContent = text);
    const begun = performance.now();
    place.replaceChildren();
    const statements = split(box.value);
    if (!statements.length) return finish(said.nothing);
    stop.hidden = false;
    try {
      if (!engine) tell(said.loading);
      // Held before it is ready, so that Stop ends it at once; and held by this run alone: a later one has its own.
      const used = (engine ??= new Engine(form.dataset));
      await used.ready;
      for (const name of named(box.value, tables)) {
        tell(say("opening", { name: `${name}.parquet` }));
        await used.table(tables.get(name));
      }
      tell(said.running);
      const found = await used.answer(statements, () => tell(said.counting));
      if (mine !== turn) return;
      const seconds = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format((performance.now() - begun) / 1000);
      if (found) place.replaceChildren(drawn(found, said));
      const words = found && found.count > SHOWN ? "first" : "rows";
      finish(found ? say(words, { rows: digits.format(found.count), seconds }) : said.done);
    } catch (error) {
      if (mine !== turn) return;
      if (error.kind === "engine") close();
      finish(said[`error_${error.kind ?? kind(error.message)}`]);
      place.replaceChildren(...complaint(error.message, said));
    }
  }
}

class Engine {
  // `files`: data-worker and data-module, both addresses of ours. It answers once `ready` has come true.
  constructor(files) {
    const worker = (this.worker = new Worker(files.worker));
    this.waiting = new Map();
    this.open = new Set();
    this.asked = 0;
    worker.addEventListener("message", ({ data }) => {
      const one = this.waiting.get(data.requestId);
      if (!one || data.type === "INSTANTIATE_PROGRESS" || data.type === "LOG") return;
      this.waiting.delete(data.requestId);
      if (data.type === "ERROR") one.reject(new Error(data.data.message));
      else one.resolve(data.data);
    });
    worker.addEventListener("error", (event) => {
      for (const one of this.waiting.values()) one.reject(Object.assign(new Error(event.message ?? ""), { kind: "engine" }));
      this.waiting.clear();
    });
    this.ready = this.start(new URL(files.module, location.href).href);
  }

  async start(module) {
    try {
      await this.ask("INSTANTIATE", [module, null]);
      this.connection = await this.ask("CONNECT", null);
      // All it needs is inside: it must fetch no extension, and no query may make it.
      for (const name of ["autoinstall_known_extensions", "autoload_known_extensions"]) await this.query(`set ${name}=false`);
      await this.query("set lock_configuration=true");
    } catch (error) {
      throw Object.assign(error, { kind: "engine" });
    }
  }

  // One message of DuckDB-Wasm's worker and its answer.
  ask(type, data) {
    const messageId = (this.asked += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(messageId, { resolve, reject });
      this.worker.postMessage({ messageId, type, data });
    });
  }

  query(sql) {
    return this.ask("RUN_QUERY", [this.connection, sql]);
  }

  // A table as a file and as a view: from 'contract.parquet' and from contract both find it.
  async table({ table, url, bytes }) {
    if (this.open.has(table)) return;
    const name = `${table}.parquet`;
    try {
      if (Number(bytes) > WHOLE) {
        await this.ask("REGISTER_FILE_URL", [name, new URL(url, location.href).href, HTTP, false]);
      } else {
        const answer = await fetch(url);
        if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
        await this.ask("REGISTER_FILE_BUFFER", [name, new Uint8Array(await answer.arrayBuffer())]);
      }
      await this.query(`create or replace view "${table}" as from '${name}'`);
    } catch (error) {
      throw Object.assign(error, { kind: "file" });
    }
    this.open.add(table);
  }

  // Every statement run; of the last, {names, types, rows, count}, or null when it gives none.
  async answer(statements, counting) {
    const last = statements.at(-1);
    for (const one of statements.slice(0, -1)) await this.query(one);
    if (!/^(select|with|from|values|\()/i.test(bare(last))) {
      await this.query(last);
      return null;
    }
    // Prepared for its mistakes only: they then name the reader's own lines.
    const prepared = await this.ask("CREATE_PREPARED", [this.connection, last]);
    await this.ask("CLOSE_PREPARED", [this.connection, prepared]);
    await this.query(`create or replace temp view tiyn_answer as ${last}\n`);
    const [names, ...rows] = await this.csv(`select * from tiyn_answer limit ${SHOWN + 1}`);
    const [, ...types] = await this.csv(
      "select data_type from duckdb_columns() where table_name = 'tiyn_answer' order by column_index",
    );
    let count = rows.length;
    if (count > SHOWN) {
      counting();
      count = Number((await this.csv("select count(*) from tiyn_answer"))[1][0]);
    }
    return { names, types: types.map((one) => one[0]), rows: rows.slice(0, SHOWN), count };
  }

  async csv(sql) {
    const name = `answer-${(this.asked += 1)}.csv`;
    await this.query(`copy (${sql}) to '${name}' (format csv, header true, force_quote *)`);
    const bytes = await this.ask("COPY_FILE_TO_BUFFER", name);
    await this.ask("DROP_FILE", name);
    return records(new TextDecoder().decode(bytes));
  }
}

// CSV with every value in quotes; what has none is no value.
function records(text) {
  const all = [];
  let row = [];
  const piece = /(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n|$)/gy;
  while (piece.lastIndex < text.length) {
    const [, quoted, plain, end] = piece.exec(text);
    row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
    if (end !== ",") {
      all.push(row);
      row = [];
    }
  }
  return all;
}

// Statements between semicolons that stand in no text, name or comment.
function split(sql) {
  const piece = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|;|[^]/g;
  const found = [""];
  for (const [part] of sql.matchAll(piece)) {
    if (part === ";") found.push("");
    else found[found.length - 1] += part;
  }
  return found.filter((one) => bare(one));
}

function bare(sql) {
  return sql.replace(/^(\s|--[^\n]*(\n|$)|\/\*[^]*?\*\/)+/, "").trim();
}

// The edition's tables a query names, in the edition's order.
function named(sql, tables) {
  const text = split(sql).join(";").replace(/--[^\n]*/g, " ").toLowerCase();
  return [...tables.keys()].filter((name) => new RegExp(`(\\b(from|join|describe|summarize|table)\\s+|,\\s*)['"(]?${name}(\\.parquet)?(?![\\w.])`).test(text));
}

const KINDS = [
  [/httpfs|extension|https?:|home directory/, "away"],
  [/^Parser Error/, "parser"],
  [/^Catalog Error: Table|No files found/, "table"],
  [/^Catalog Error/, "function"],
  [/^Binder Error: No function/, "function"],
  [/^Binder Error/, "name"],
  [/^(Conversion|Invalid Input|Out of Range) Error/, "value"],
  [/memory/i, "memory"],
];

function kind(message) {
  return KINDS.find(([sign]) => sign.test(message))?.[1] ?? "other";
}

function complaint(message, said) {
  const own = Object.assign(document.createElement("p"), { className: "note", textContent: said.own_words });
  const text = Object.assign(document.createElement("pre"), { lang: "en", tabIndex: 0, textContent: message.trim() });
  return [own, text];
}

function drawn({ names, types, rows }, said) {
  const table = Object.assign(document.createElement("table"), { className: "data" });
  const marks = types.map((type) => (/INT|DECIMAL|DOUBLE|FLOAT|REAL/.test(type) ? "num" : /^(DATE|TIME)/.test(type) ? "day" : ""));
  const head = table.createTHead().insertRow();
  names.forEach((name, column) => {
    const cell = Object.assign(document.createElement("th"), { scope: "col", className: marks[column] === "num" ? "num" : "" });
    cell.append(name, Object.assign(document.createElement("small"), { textContent: types[column].toLowerCase() }));
    head.append(cell);
  });
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, column) => {
      const cell = line.insertCell();
      cell.className = marks[column];
      if (value === null) cell.append(Object.assign(document.createElement("span"), { className: "note", textContent: said.empty }));
      else cell.textContent = /DECIMAL/.test(types[column]) ? value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") : value;
    });
  }
  const around = Object.assign(document.createElement("div"), { className: "scroll", tabIndex: 0, role: "group", ariaLabel: said.answer });
  around.append(table);
  return around;
}
