// Suggestions under the search box: an ARIA combobox over `…/suggest.json?q=`.
// Answer: {"results": [{"kind", "kind_name", "title", "url"}]}. Enter without a choice searches as always.

const form = document.querySelector(".find[data-suggest]");
if (form) begin(form, form.querySelector("input"));

function begin(form, input) {
  const list = document.createElement("ul");
  list.id = "find-list";
  list.className = "find-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  const told = document.createElement("p");
  told.className = "vh";
  told.setAttribute("role", "status");
  form.append(list, told);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
    input.setAttribute(name, value);
  }
  let chosen = -1;
  let timer = 0;
  let asking = null;

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    const items = list.children;
    if (!items.length) return;
    if (chosen >= 0) items[chosen].setAttribute("aria-selected", "false");
    chosen = (number + items.length) % items.length;
    items[chosen].setAttribute("aria-selected", "true");
    items[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[chosen].id);
  }

  function show(results) {
    list.replaceChildren(...results.slice(0, 8).map((result, number) => {
      const item = document.createElement("li");
      item.id = `find-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.url = result.url;
      const kind = document.createElement("small");
      kind.textContent = result.kind_name;
      item.append(kind, result.title);
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        location.assign(result.url);
      });
      return item;
    }));
    chosen = -1;
    list.hidden = !results.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = results.length ? form.dataset.some.replace("{n}", list.children.length) : form.dataset.none;
  }

  async function ask() {
    const q = input.value.trim();
    if (asking) asking.abort();
    if (q.length < 2) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(q)}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).results);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      choose(chosen < 0 && event.key === "ArrowUp" ? -1 : chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 100));
}
