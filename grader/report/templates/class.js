// The table of students: sort, search, narrow, turn pages.  Everything it shows is in the page
// without it; rows are only hidden and put in another order.
"use strict";
// Rows that will not be on the first page of the table are not laid out while the page comes in.
document.documentElement.classList.add("early");
document.addEventListener("DOMContentLoaded", () => {
  const SIZE = 100;
  const get = (id) => document.getElementById(id);
  const table = get("roster"), body = table.tBodies[0], tools = get("tools");
  const chips = [...tools.querySelectorAll("button[data-show]")];
  const heads = [...table.querySelectorAll("th[data-sort]")];
  const number = (text) => (text ? Number(text) : null);
  const island = get("rows"), data = island && JSON.parse(island.textContent);
  const fromRow = (row, name) => ({
    row,
    name,
    keys: new Set(row.dataset.k.split(" ")),
    points: number(row.dataset.p),
    checks: number(row.dataset.c),
    attempt: number(row.cells[4].textContent),
    text: "",
  });
  const fromData = (facts, name) => ({
    facts,
    name,
    keys: new Set(facts[3].split(" ")),
    points: number(facts[11]),
    checks: number(facts[12]),
    attempt: number(facts[6]),
    text: "",
  });
  const rows = data ? data.rows.map(fromData) : [...body.rows].map(fromRow);
  let order = rows, key = "", only = "", query = "", place = 0, size = SIZE;

  const fill = (sentence, n, all) => sentence.replace("{n}", n).replace("{all}", all);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  // The text is read when somebody searches: reading it at the start would cost the start.
  const textOf = (one) => (one.text ||= fold(one.facts ?
    [one.facts[0], one.facts[2], data.mistakes[one.facts[9]]].join(" ") :
    one.row.cells[0].textContent + " " + one.row.cells[3].textContent));

  function element(tag, text, looks) {
    const made = document.createElement(tag);
    made.textContent = text || "";
    if (looks) made.className = looks;
    return made;
  }
  function squares(marks, label) {
    const make = (tag, values) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
      return made;
    };
    const drawing = make("svg", { class: "squares", viewBox: `0 0 ${data.width} 11`,
      width: data.width, height: 11, role: "img", "aria-label": label });
    const paths = {};
    [...marks].forEach((mark, n) => {
      const [kind, path] = data.shapes[mark], x = data.places[n];
      paths[kind] = (paths[kind] || "") + path.replace("{x}", x).replace("{inside}", x + 1);
    });
    for (const [kind, d] of Object.entries(paths)) drawing.append(make("path", { class: kind, d }));
    return drawing;
  }
  // A row of a large class is made when it is looked at.
  function rowOf(one) {
    if (one.row) return one.row;
    const [name, href, about, , points, byHand, attempt, marks, right, mistakes, pills] = one.facts;
    const row = document.createElement("tr"), head = element("th"), link = element("a", name);
    const heads = table.tHead.rows[0].cells;
    head.scope = "row";
    if (href) link.href = href;
    head.append(href ? link : name, ...(about ? [element("small", about)] : []));
    const score = element("td", points, "end"), tries = element("td", attempt, "end");
    if (byHand) score.append(element("small", byHand));
    score.dataset.l = heads[1].textContent;
    tries.dataset.l = heads[4].textContent;
    const checks = element("td"), notes = element("td");
    checks.append(marks ? squares(marks, right) : right);
    for (const [kind, words] of pills) notes.append(element("span", words, "stamp " + kind), " ");
    row.append(head, score, checks, element("td", data.mistakes[mistakes], "what"), tries, notes);
    return (one.row = row);
  }

  function matching() {
    const words = fold(query).split(/\s+/).filter(Boolean);
    return order.filter((one) => (!key || one.keys.has(key)) &&
      words.every((word) => textOf(one).includes(word)));
  }

  function show() {
    const found = matching(), pages = Math.max(1, Math.ceil(found.length / size));
    place = Math.min(place, pages - 1);
    const some = found.slice(place * size, (place + 1) * size);
    if (data) {
      body.replaceChildren(...some.map(rowOf));
    } else {
      const shown = new Set(some), all = new Set(found);
      for (const one of rows) {
        one.row.hidden = !all.has(one);
        one.row.classList.toggle("away", !shown.has(one));
      }
    }
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.show === key));
    const what = only && chips.every((chip) => chip.dataset.show !== key) ?
      " · " + tools.dataset.only.replace("{what}", only) : "";
    get("found").textContent = fill(tools.dataset.found, found.length, rows.length) + what;
    get("everyone").hidden = !key && !query;
    get("nobody").hidden = found.length > 0;
    get("pager").hidden = rows.length <= SIZE;
    get("place").textContent = fill(tools.dataset.page, place + 1, pages);
    get("previous").disabled = place === 0;
    get("next").disabled = place >= pages - 1;
    get("all").hidden = pages === 1;
  }

  function narrow(to, words) {
    key = to;
    only = words;
    place = 0;
    show();
    try {
      history.replaceState(null, "", key ? "#show=" + encodeURIComponent(key) : "#students");
    } catch { /* a browser that keeps no history for files */ }
  }

  function sort(head) {
    const by = head.dataset.sort, before = head.getAttribute("aria-sort");
    const up = before ? before === "descending" : by === "name";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const sign = up ? 1 : -1;
    // Who has no number comes last, whichever way.
    order = [...rows].sort((a, b) => (a[by] === null) - (b[by] === null) ||
      sign * (a[by] - b[by]) || a.name - b.name);
    place = 0;
    show();
    if (data) return;
    const fragment = document.createDocumentFragment();
    for (const one of order) fragment.append(one.row);
    body.append(fragment);
  }

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head));
  }
  for (const chip of chips) chip.addEventListener("click", () => narrow(chip.dataset.show, ""));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-show]");
    if (!link) return;
    event.preventDefault();
    query = get("find").value = "";
    const part = link.closest("li, tr, details"), name = part && part.querySelector(
      "b:not(:has(a)), th, summary > span, .step-words, .band");
    narrow(link.dataset.show, (name || link).textContent.trim());
    get("students").focus();
    get("students").scrollIntoView();
  });
  get("find").addEventListener("input", (event) => {
    query = event.target.value;
    place = 0;
    show();
  });
  get("everyone").addEventListener("click", () => {
    query = get("find").value = "";
    narrow("", "");
    get("find").focus();
  });
  get("previous").addEventListener("click", () => { place -= 1; show(); });
  get("next").addEventListener("click", () => { place += 1; show(); });
  get("all").addEventListener("click", () => { size = Infinity; place = 0; show(); });

  const asked = /^#show=(.+)$/.exec(location.hash);
  if (asked) key = decodeURIComponent(asked[1]);
  tools.hidden = false;
  show();
  document.documentElement.classList.remove("early");
});
