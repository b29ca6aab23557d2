// Requests marked as sent: the day stays in this reader's browser. What is due, left and overdue is counted here,
// by the rules of model/workday.py; days are whole numbers since 1970-01-01.

const PREFIX = "tiyn.request.";
const LENGTH = 86400000;

export const dayOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / LENGTH);
const dateOf = (day) => new Date(day * LENGTH);
const yearOf = (day) => dateOf(day).getUTCFullYear();

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

export function calendar(card) {
  const [off, on] = [card.off.map(dayOf), card.on.map(dayOf)];
  const works = (day) => on.includes(day) || ((day + 4) % 7 % 6 > 0 && !off.includes(day));
  const days = (start, end) => Array.from({ length: Math.max(0, end - start) }, (_, number) => start + number + 1);
  const held = (day) => card.checked.some(([first, last]) => dayOf(first) <= day && day <= dayOf(last));
  const known = (day) => card.years.includes(yearOf(day));
  const years = (found) => [...new Set(found.map(yearOf))];
  const between = (start, end) => (end < start ? -between(end, start) : days(start, end).filter(works).length);
  const unknown = (start, end) => years(days(start, end).filter((day) => !known(day)));
  const unchecked = (start, end) => years(days(start, end).filter((day) => known(day) && !held(day)));
  function due(day, left, unit) {
    while (left || !works(day)) {
      day += 1;
      if (left && (unit === "calendar days" || works(day))) left -= 1;
    }
    return day;
  }
  return { between, due, unchecked, unknown };
}

// What there is to say of a request sent on a day, on another day: {due, over, said}, `said` as [text, class].
export function standing(card, sent, now) {
  const [days, from, at] = [calendar(card), dayOf(sent), dayOf(now)];
  const [due, locale] = [days.due(from, card.days, card.unit), card.locale];
  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, slot) => values[slot]);
  const say = (name, values = {}) => {
    const forms = card.words[name];
    const counted = "n" in values && Intl.PluralRules.supportedLocalesOf(locale).length;
    return fill(forms[counted && new Intl.PluralRules(locale).select(values.n)] ?? forms.other, values);
  };
  const date = (day) => fill(card.dates[dateOf(day).getUTCMonth()], { day: dateOf(day).getUTCDate(), year: yearOf(day) });
  const [n, over, last] = [Math.abs(days.between(at, due)), at > due, Math.max(due, at)];
  const left = at < due ? say("left", { n }) : !over ? say("last_day") : n ? say("over", { n }) : say("ended");
  const notes = ["unknown", "unchecked"].map((kind) => [kind, days[kind](from, last).join(", ")]).filter(([, years]) => years);
  const said = [
    [say("sent", { date: date(from) }), ""],
    [`${say("due", { date: date(due) })}; ${left}`, over ? "sent-over" : "sent-due"],
    ...notes.map(([kind, years]) => [say(`year_${kind}`, { years }), "note"]),
  ];
  return { due, over, said };
}

// A browser may refuse to keep anything: then null.
function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

function kept(gap) {
  const day = stored((store) => store.getItem(PREFIX + gap));
  return /^\d{4}-\d\d-\d\d$/.test(day) && dayOf(day) ? day : null;
}

const forget = (gap) => stored((store) => store.removeItem(PREFIX + gap));

const lines = (said) =>
  said.map(([text, name]) => Object.assign(document.createElement("p"), { textContent: text, className: name }));

// On a gap's page: the day, what is due, and a way to forget it.
function ofOne(section) {
  const [card, gap, form] = [JSON.parse(section.dataset.counting), section.dataset.request, section.querySelector("form")];
  const [day, status, drop] = ["input", "[role=status]", "[type=button]"].map((name) => form.querySelector(name));
  function show(sent) {
    drop.hidden = !sent;
    day.value = sent ?? today();
    status.replaceChildren(...lines(sent ? standing(card, sent, today()).said : []));
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stored((store) => store.setItem(PREFIX + gap, day.value));
    show(day.value);
    if (!kept(gap)) status.append(...lines([[card.words.not_kept.other, "note"]]));
  });
  drop.addEventListener("click", () => {
    forget(gap);
    show();
    day.focus();
  });
  show(kept(gap));
}

// On the list of gaps: every request marked as sent, the first due first, and how many are overdue.
function ofAll(section) {
  const [card, list, count] = [JSON.parse(section.dataset.counting), section.querySelector("ul"), section.querySelector("[role=status]")];
  function show() {
    const gaps = (stored(Object.keys) ?? []).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    const rows = gaps.filter((gap) => !card.free.includes(gap) && kept(gap)).map((gap) => ({ gap, ...standing(card, kept(gap), today()) }));
    rows.sort((a, b) => a.due - b.due);
    section.hidden = !rows.length;
    count.textContent = count.dataset.text.replace("{n}", rows.length).replace("{over}", rows.filter((row) => row.over).length);
    list.replaceChildren(...rows.map(entry));
  }
  function entry({ gap, said }) {
    const [item, link, drop] = ["li", "a", "button"].map((name) => document.createElement(name));
    link.textContent = document.getElementById(gap)?.querySelector("a")?.textContent ?? gap;
    link.href = location.pathname.replace(/s$/, `/${encodeURIComponent(gap)}`);
    drop.type = "button";
    drop.className = "act";
    drop.textContent = card.words.forget.other;
    drop.setAttribute("aria-label", `${drop.textContent}: ${link.textContent}`);
    drop.addEventListener("click", () => {
      forget(gap);
      show();
      (list.querySelector("button") ?? document.querySelector("main")).focus();
    });
    item.append(link, ...lines(said), drop);
    return item;
  }
  show();
}

document.querySelectorAll("[data-request]").forEach(ofOne);
document.querySelectorAll("[data-requests]").forEach(ofAll);
