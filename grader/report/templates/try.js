"use strict";
// Computes the steps of an example from numbers that the reader changes.  A tree is a number, a name,
// or a list of an operation and its operands; arrays are lists of lists, as in numpy.
(() => {
  const depth = (a) => (Array.isArray(a) ? 1 + depth(a[0]) : 0);
  const each = (f, a) => (Array.isArray(a) ? a.map((x) => each(f, x)) : f(a));
  const flat = (a) => (Array.isArray(a) ? a.flatMap(flat) : [a]);
  const pair = (f) => function both(a, b) {
    const [m, n] = [depth(a), depth(b)];
    if (!m && !n) return f(a, b);
    if (m > n) return a.map((x) => both(x, b));
    if (n > m) return b.map((y) => both(a, y));
    const size = Math.max(a.length, b.length);
    return Array.from({ length: size }, (_, i) => both(a[a.length > 1 ? i : 0], b[b.length > 1 ? i : 0]));
  };
  const transpose = (a) => (depth(a) < 2 ? a : a[0].map((_, j) => a.map((row) => row[j])));
  const add = (a) => flat(a).reduce((x, y) => x + y, 0);
  const times = pair((x, y) => x * y);
  const matmul = (a, b) => {
    if (depth(a) > 1) return a.map((row) => matmul(row, b));
    return depth(b) > 1 ? transpose(b).map((column) => add(times(a, column))) : add(times(a, b));
  };
  const diag = (a) => depth(a) > 1 ? a.map((row, i) => row[i])
    : a.map((x, i) => a.map((_, j) => (i === j ? x : 0)));
  const known = {
    "+": pair((x, y) => x + y), "-": pair((x, y) => x - y), "*": times, "/": pair((x, y) => x / y),
    "**": pair((x, y) => x ** y), "@": matmul, transpose, diag, sum: add,
    max: (a) => Math.max(...flat(a)), min: (a) => Math.min(...flat(a)),
    mean: (a) => add(a) / flat(a).length,
    outer: (a, b) => flat(a).map((x) => flat(b).map((y) => x * y)),
    maximum: pair(Math.max), minimum: pair(Math.min),
  };
  const value = (tree, at) => {
    if (typeof tree === "number") return tree;
    if (typeof tree === "string") return at[tree];
    const [name, ...rest] = tree;
    if (name === "let") return value(rest[2], { ...at, [rest[0]]: value(rest[1], at) });
    const operands = rest.map((one) => value(one, at));
    return known[name] ? known[name](...operands) : each(Math[name], operands[0]);
  };
  const number = (x) => {
    if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "\u2212inf";
    const size = Math.abs(x);
    const far = size && (size < 1e-3 || size >= 1e5);
    return String(far ? x.toExponential(3) : Number(x.toPrecision(4))).replace("-", "\u2212");
  };
  const words = (a) => (Array.isArray(a) ? `[${a.map(words).join(", ")}]` : number(a));
  const shaped = (numbers, [size, ...rest]) => size === undefined ? numbers.shift()
    : Array.from({ length: size }, () => shaped(numbers, rest));

  for (const place of document.querySelectorAll(".try")) {
    const data = JSON.parse(place.dataset.steps);
    const fields = [...place.querySelectorAll("input")];
    const compute = () => {
      const given = {};
      for (const [name, shape] of Object.entries(data.given))
        given[name] = shaped(fields.filter((f) => f.name === name).map((f) => Number(f.value)), shape);
      const right = { ...given }, wrong = { ...given };
      for (const [step, tree] of Object.entries(data.right)) {
        right[step] = value(tree, right);
        wrong[step] = value(data.wrong[step] ?? tree, wrong);
        const row = place.querySelector(`tr[data-step="${step}"]`);
        const texts = [words(right[step]), words(wrong[step])];
        row.cells[1].textContent = texts[0];
        row.cells[2].textContent = texts[1];
        row.cells[2].className = texts[0] === texts[1] ? "" : "wrong";
      }
    };
    place.addEventListener("input", compute);
    place.querySelector("button").addEventListener("click", () => {
      for (const field of fields) field.value = field.defaultValue;
      compute();
    });
    compute();
    place.hidden = false;
  }
})();
