// The neighbourhood of a subject as a map that can be moved: the same ties as the list below it, in places that depend on
// nothing but the ties. Rings are distances; a pressed subject brings out its own ties. Without scripts there is the list.

const SVG = "http://www.w3.org/2000/svg";
const RING = 220;
const LABELLED = 60; // beyond so many subjects only the pressed one and its neighbours bear their names

const place = document.querySelector("[data-map]");
if (place) draw(place);

async function draw(place) {
  const answer = await fetch(place.dataset.map);
  if (!answer.ok) return;
  const { centre, nodes, ties } = await answer.json();
  if (nodes.length < 3) return;
  const at = positions(centre, nodes, ties);
  const svg = place.querySelector("svg");
  const lines = ties.filter((tie) => tie.start !== tie.goal).map((tie) => {
    const [a, b] = [at.get(tie.start), at.get(tie.goal)];
    const line = make("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, class: tie.link === "connection" ? "" : "weak" });
    line.ends = [tie.start, tie.goal];
    return line;
  });
  const dots = nodes.map((node) => dot(node, at.get(node.id), node.id === centre));
  svg.append(...lines, ...dots);
  svg.classList.toggle("many", nodes.length > LABELLED);
  press(svg, lines, dots);
  move(svg, at, place);
  place.hidden = false;
}

function make(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Each ring in the order of its subjects' neighbours on the ring inside it, then of their ids.
function positions(centre, nodes, ties) {
  const at = new Map([[centre, { x: 0, y: 0, turn: 0 }]]);
  for (const distance of [1, 2]) {
    const ring = nodes.filter((node) => node.distance === distance);
    const inner = new Map();
    for (const { start, goal } of ties) {
      for (const [one, other] of [[start, goal], [goal, start]]) {
        const seen = at.get(other);
        if (seen && !inner.has(one)) inner.set(one, seen.turn);
      }
    }
    ring.sort((a, b) => (inner.get(a.id) ?? 0) - (inner.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1));
    const radius = Math.max(RING * distance, (ring.length * 44) / (2 * Math.PI));
    ring.forEach((node, place) => {
      const turn = (place / ring.length) * 2 * Math.PI - Math.PI / 2;
      at.set(node.id, { x: Math.round(radius * Math.cos(turn)), y: Math.round(radius * Math.sin(turn)), turn });
    });
  }
  return at;
}

function dot(node, where, middle) {
  const group = make("g", { tabindex: 0, role: "button", class: middle ? "node middle" : "node", "aria-label": node.name });
  const left = where.x < -1;
  const label = make("text", { x: where.x + (left ? -12 : 12), y: where.y + 4, "text-anchor": left ? "end" : "start" });
  // What is seen must stand in the name that is heard: a long name is cut at a word, and whole in its title and in the list.
  label.textContent = node.name.length > 48 ? node.name.slice(0, 48).replace(/\s\S*$/, "") : node.name;
  const title = make("title", {});
  title.textContent = node.name;
  group.append(title, make("circle", { cx: where.x, cy: where.y, r: middle ? 10 : 6 }), label);
  group.node = node.id;
  return group;
}

function press(svg, lines, dots) {
  let pressed = null;
  const choose = (id) => {
    pressed = pressed === id ? null : id;
    const near = new Set([pressed]);
    for (const line of lines) {
      const own = line.ends.includes(pressed);
      line.classList.toggle("out", own);
      if (own) line.ends.forEach((end) => near.add(end));
    }
    svg.classList.toggle("chosen", pressed !== null);
    for (const one of dots) {
      one.classList.toggle("out", near.has(one.node));
      one.setAttribute("aria-pressed", String(one.node === pressed));
    }
  };
  for (const one of dots) {
    one.addEventListener("click", () => choose(one.node));
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(one.node);
    });
  }
}

function move(svg, at, place) {
  const xs = [...at.values()].map((one) => one.x);
  const ys = [...at.values()].map((one) => one.y);
  const margin = 240;
  let [x, y] = [Math.min(...xs) - margin, Math.min(...ys) - 40];
  let [width, height] = [Math.max(...xs) - x + margin, Math.max(...ys) - y + 40];
  const show = () => svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  const zoom = (factor) => {
    x += (width * (1 - factor)) / 2;
    y += (height * (1 - factor)) / 2;
    width *= factor;
    height *= factor;
    show();
  };
  show();
  place.querySelector("[name=nearer]").addEventListener("click", () => zoom(0.7));
  place.querySelector("[name=farther]").addEventListener("click", () => zoom(1 / 0.7));
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== svg) return; // a page that scrolls stays a page that scrolls
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15);
  }, { passive: false });
  let held = null;
  svg.addEventListener("pointerdown", (event) => (held = { x: event.clientX, y: event.clientY }));
  addEventListener("pointerup", () => (held = null));
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const scale = width / svg.clientWidth;
    x -= (event.clientX - held.x) * scale;
    y -= (event.clientY - held.y) * scale;
    held = { x: event.clientX, y: event.clientY };
    show();
  });
}
