// Small comforts. Every one of them has a plain link, form or table underneath.

// Theme: the links set a cookie on the server; here without a reload.
for (const link of document.querySelectorAll(".themes a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const theme = link.dataset.to;
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme};path=/;max-age=31536000;samesite=lax`;
    const other = document.querySelector(`.themes a:not([data-to="${theme}"])`);
    if (other) other.focus();
  });
}

// "/" goes to the search box, as on the sites researchers use.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("main input[type=search], #q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Copy buttons, only where copying is possible.
if (navigator.clipboard) {
  for (const place of document.querySelectorAll("[data-copy-label]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "act copy";
    button.textContent = place.dataset.copyLabel;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.querySelector("pre, code").textContent.trim());
      button.textContent = place.dataset.copiedLabel;
      setTimeout(() => (button.textContent = place.dataset.copyLabel), 2500);
    });
    place.append(button);
  }
}

// Tables of up to 200 rows sort by a column; amounts by their exact value, missing ones last.
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function worth(cell) {
  const marked = cell.querySelector("[data-amount]");
  if (marked) return { number: Number(marked.dataset.amount), text: "" };
  const text = cell.textContent.trim();
  const number = Number(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".").replace("−", "-"));
  return { number: text && !Number.isNaN(number) ? number : null, text };
}

function order(table, column, down) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, ...worth(row.cells[column]) }));
  const numeric = rows.some((entry) => entry.number !== null);
  rows.sort((a, b) => {
    if (!numeric) return collator.compare(a.text, b.text) * (down ? -1 : 1);
    if (a.number === null || b.number === null) return (a.number === null) - (b.number === null);
    return (a.number - b.number) * (down ? -1 : 1);
  });
  body.append(...rows.map((entry) => entry.row));
}

for (const table of document.querySelectorAll("table[data-sort]")) {
  if (!table.tHead || !table.tBodies[0] || table.tBodies[0].rows.length > 200) continue;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.title = table.dataset.sort;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      order(table, column, down);
    });
  });
}

// A page printed from the screen shows its tables too.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
