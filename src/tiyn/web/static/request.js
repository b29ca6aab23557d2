// Requests marked as sent: the day stays in this reader's browser. What is due, left and overdue is counted here,
// by the rules of model/workday.py; days are whole numbers since 1970-01-01.

const PREFIX = "tiyn.request.";
const LENGTH = 86400000;

export const dayOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / LENGTH);
const yearOf = (day) => new Date(day * LENGTH).getUTCFullYear();

function today() {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())).toISOString().slice(0, 10);
}

export function calendar(card) {
  const [off, on, years] = [new Set(card.off.map(dayOf)), new Set(card.on.map(dayOf)), new Set(card.years)];
  const checked = card.checked.map((stretch) => stretch.map(dayOf));
  const works = (day) => on.has(day) || (![0, 6].includes((day + 4) % 7) && !off.has(day));
  const days = (start, end) => Array.from({ length: Math.max(0, end - start) }, (_, number) => start + number + 1);
  const held = (day) => checked.some(([first, last]) => first <= day && day <= last);
  const between = (start, end) => (end < start ? -between(end, start) : days(start, end).filter(works).length);
  const sorted = (found) => [...new Set(found.map(yearOf))].sort();
  const unknown = (start, end) => sorted(days(start, end)).filter((year) => !years.has(year));
  const unchecked = (start, end) => sorted(days(start, end).filter((day) => years.has(yearOf(day)) && !held(day)));
  function due(sent, length, unit) {
    let [day, left] = [sent, length];
    while (left || !works(day)) {
      day += 1;
      if (left && (unit === "calendar days" || works(day))) left -= 1;
    }
    return day;
  }
  return { between, due, unchecked, unknown };
}

// What there is to say of a request sent on a day, on another day: {due, over, said, notes}.
export function standing(card, sent, now) {
  const [days, from, at] = [calendar(card), dayOf(sent), dayOf(now)];
  const due = days.due(from, card.days, card.unit);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, slot) => values[slot]);
  const plural = (n) => (Intl.PluralRules.supportedLocalesOf(card.locale).length ? new Intl.PluralRules(card.locale).select(n) : "other");
  const say = (name, values) => {
    const forms = card.words[name];
    return fill(forms["n" in values ? plural(values.n) : "other"] ?? forms.other, values);
  };
  const n = Math.abs(days.between(at, due));
  let left = say("last_day", {});
  if (at < due) left = say("left", { n });
  if (at > due) left = n ? say("over", { n }) : say("ended", {});
  const last = Math.max(due, at);
  const notes = [["year_unknown", days.unknown(from, last)], ["year_unchecked", days.unchecked(from, last)]]
    .filter(([, years]) => years.length)
    .map(([name, years]) => say(name, { years: years.join(", ") }));
  const date = (day) => {
    const moment = new Date(day * LENGTH);
    return fill(card.dates[moment.getUTCMonth()], { day: moment.getUTCDate(), year: moment.getUTCFullYear() });
  };
  return { due, over: at > due, sent: say("sent", { date: date(from) }), said: `${say("due", { date: date(due) })}; ${left}`, notes };
}

// A browser may refuse to keep anything; then the day is known until the page is left.
const shelf = new Map();

function kept(gap) {
  let day = shelf.get(gap);
  try {
    day = localStorage.getItem(PREFIX + gap) ?? day;
  } catch {}
  return /^\d{4}-\d\d-\d\d$/.test(day ?? "") && !Number.isNaN(dayOf(day)) ? day : null;
}

function keep(gap, day) {
  shelf.set(gap, day);
  try {
    localStorage.setItem(PREFIX + gap, day);
    return true;
  } catch {
    return false;
  }
}

function forget(gap) {
  shelf.delete(gap);
  try {
    localStorage.removeItem(PREFIX + gap);
  } catch {}
}

function marked() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)).filter(kept);
  } catch {
    return [];
  }
}

function line(text, name = "") {
  const paragraph = document.createElement("p");
  paragraph.className = name;
  paragraph.textContent = text;
  return paragraph;
}

// On a gap's page: the day, what is due, and a way to forget it.
function ofOne(section) {
  const [card, gap, form] = [JSON.parse(section.dataset.counting), section.dataset.request, section.querySelector("form")];
  const [day, status, drop] = [form.querySelector("input"), form.querySelector("[role=status]"), form.querySelector("[type=button]")];
  function show(remembered = true) {
    const sent = kept(gap);
    drop.hidden = !sent;
    status.replaceChildren();
    if (!sent) return;
    day.value = sent;
    const found = standing(card, sent, today());
    status.append(line(found.sent), line(found.said, found.over ? "sent-over" : "sent-due"));
    for (const note of found.notes) status.append(line(note, "note"));
    if (!remembered) status.append(line(card.words.not_kept.other, "note"));
  }
  day.value = today();
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(keep(gap, day.value));
  });
  drop.addEventListener("click", () => {
    forget(gap);
    day.value = today();
    show();
    day.focus();
  });
  show();
}

// On the list of gaps: every request marked as sent, the longest overdue first, and how many are overdue.
function ofAll(section) {
  const [card, list, count] = [JSON.parse(section.dataset.counting), section.querySelector("ul"), section.querySelector("[role=status]")];
  function show() {
    const rows = marked().map((gap) => ({ gap, ...standing(card, kept(gap), today()) })).sort((a, b) => a.due - b.due);
    section.hidden = !rows.length;
    count.textContent = count.dataset.text.replace("{n}", rows.length).replace("{over}", rows.filter((row) => row.over).length);
    list.replaceChildren(...rows.map(entry));
  }
  function entry(row) {
    const [item, link, drop] = ["li", "a", "button"].map((name) => document.createElement(name));
    const known = document.getElementById(row.gap)?.querySelector("a");
    link.textContent = known?.textContent ?? row.gap;
    link.href = known?.href ?? `${location.pathname.replace(/s$/, "")}/${encodeURIComponent(row.gap)}`;
    drop.type = "button";
    drop.className = "act";
    drop.textContent = card.words.forget.other;
    drop.setAttribute("aria-label", `${card.words.forget.other}: ${link.textContent}`);
    drop.addEventListener("click", () => {
      forget(row.gap);
      show();
      (list.querySelector("button") ?? document.querySelector("main")).focus();
    });
    item.append(link, line(row.sent, "note"), line(row.said, row.over ? "sent-over" : "sent-due"));
    item.append(...row.notes.map((note) => line(note, "note")), drop);
    return item;
  }
  show();
}

for (const section of document.querySelectorAll("[data-request]")) ofOne(section);
for (const section of document.querySelectorAll("[data-requests]")) ofAll(section);
