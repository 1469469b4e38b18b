"use strict";

// The picture of a graph of seeds. The places of its nodes are a function of the data alone: no
// chance, and a fixed number of steps, done in short slices so that the page always answers.

const STEPS = 300;
const SLICE = 12;
const LIST = 200;
const SPRING = 60;
const REPULSION = 900;
const GRAVITY = 0.03;
const WIDE = 0.9;

function start() {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("data").textContent);
  const graph = read(data);
  const picture = new Picture(element("picture"), graph);
  const panel = new Panel(graph, picture);
  picture.chosen = (node) => panel.select(node, false);
  panel.list();
  picture.run();
}

function read(data) {
  const nodes = data.nodes.map((node, at) => ({
    ...node,
    at,
    label: node.title || node.file.split("/").pop(),
    words: [node.title, node.file, node.source].join("\n").toLowerCase(),
    missing: node.missing || [],
    to: new Map(),
    from: new Map(),
    same: [],
    alike: [],
    x: 0,
    y: 0,
  }));
  const edges = data.edges.map(([from, to, kind]) => ({ from: nodes[from], to: nodes[to], kind }));
  for (const { from, to, kind } of edges) {
    from.to.set(to, (from.to.get(to) || "") + kind);
    to.from.set(from, (to.from.get(from) || "") + kind);
  }
  for (const [groups, list, kind] of [[data.duplicates, "same", "d"], [data.near, "alike", "n"]]) {
    for (const group of groups) {
      const all = group.map((at) => nodes[at]);
      for (const node of all) node[list] = all.filter((other) => other !== node).slice(0, LIST);
      for (const other of all.slice(1)) edges.push({ from: all[0], to: other, kind });
    }
  }
  for (const node of nodes) {
    node.degree = node.to.size + node.from.size;
    node.radius = 4 + Math.min(14, 1.6 * Math.sqrt(node.from.size) + 0.5 * Math.sqrt(node.to.size));
    node.orphan = node.degree === 0;
    node.twice = node.same.length + node.alike.length > 0;
  }
  return { nodes, edges };
}

// Forces: springs along edges, repulsion between all by a quadtree, a pull to the middle.
class Layout {
  constructor({ nodes, edges }) {
    const held = new Set(edges.flatMap(({ from, to }) => [from, to]));
    this.nodes = nodes.filter((node) => held.has(node));
    this.alone = nodes.filter((node) => !held.has(node));
    const place = new Map(this.nodes.map((node, at) => [node, at]));
    const count = this.nodes.length;
    this.weight = new Float64Array(count);
    this.from = edges.map((edge) => place.get(edge.from));
    this.to = edges.map((edge) => place.get(edge.to));
    for (let i = 0; i < edges.length; i++) {
      this.weight[this.from[i]]++;
      this.weight[this.to[i]]++;
    }
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.vx = new Float64Array(count);
    this.vy = new Float64Array(count);
    // A sunflower: even, and no two in one place.
    for (let i = 0; i < count; i++) {
      const radius = 20 * Math.sqrt(i + 0.5);
      const angle = i * Math.PI * (3 - Math.sqrt(5));
      this.x[i] = radius * Math.cos(angle);
      this.y[i] = radius * Math.sin(angle);
    }
    this.step = 0;
    // Thousands settle in fewer steps, each of which takes longer.
    this.steps = Math.round(STEPS * Math.min(1, Math.max(0.4, Math.sqrt(1500 / (count + 1)))));
    this.write();
  }

  get done() {
    return this.step >= this.steps || this.nodes.length === 0;
  }

  advance() {
    const { x, y, vx, vy, weight, from, to } = this;
    const heat = Math.pow(0.001, this.step / this.steps);
    this.step++;
    for (let i = 0; i < from.length; i++) {
      const a = from[i], b = to[i];
      const dx = x[b] + vx[b] - x[a] - vx[a], dy = y[b] + vy[b] - y[a] - vy[a];
      const distance = Math.hypot(dx, dy) || 1;
      const pull = ((distance - SPRING) / distance) * heat / Math.min(weight[a], weight[b]);
      // A node with many edges moves less than one with few.
      const share = weight[a] / (weight[a] + weight[b]);
      vx[b] -= dx * pull * share;
      vy[b] -= dy * pull * share;
      vx[a] += dx * pull * (1 - share);
      vy[a] += dy * pull * (1 - share);
    }
    const tree = new Tree(x, y);
    for (let i = 0; i < x.length; i++) {
      tree.push(i, heat * REPULSION, vx, vy);
      vx[i] -= x[i] * GRAVITY * heat;
      vy[i] -= y[i] * GRAVITY * heat;
    }
    for (let i = 0; i < x.length; i++) {
      vx[i] *= 0.6;
      vy[i] *= 0.6;
      x[i] += vx[i];
      y[i] += vy[i];
    }
  }

  // Gives nodes their places; those without edges stand in rows below all others.
  write() {
    this.nodes.forEach((node, i) => {
      node.x = this.x[i];
      node.y = this.y[i];
    });
    const box = bounds(this.nodes);
    const gap = 26;
    const rows = Math.ceil(Math.sqrt(this.alone.length / 3));
    const columns = Math.max(Math.ceil(this.alone.length / (rows || 1)), Math.floor((box.right - box.left) / gap));
    const width = Math.min(columns, this.alone.length) - 1;
    this.alone.forEach((node, i) => {
      node.x = (box.left + box.right) / 2 + ((i % columns) - width / 2) * gap;
      node.y = box.bottom + (this.nodes.length ? 70 : 0) + Math.floor(i / columns) * gap;
    });
  }
}

// A quadtree of points in flat arrays.
class Tree {
  constructor(x, y) {
    this.x = x;
    this.y = y;
    const room = 4 * x.length + 64;
    this.child = new Int32Array(4 * room).fill(-1);
    this.mass = new Float64Array(room);
    this.sx = new Float64Array(room);
    this.sy = new Float64Array(room);
    this.point = new Int32Array(room).fill(-1);
    this.used = 1;
    // A walk leaves at most three cells behind at each depth.
    this.stack = new Int32Array(128);
    this.sizes = new Float64Array(128);
    let reach = 1;
    for (let i = 0; i < x.length; i++) reach = Math.max(reach, Math.abs(x[i]), Math.abs(y[i]));
    this.reach = reach * 1.01;
    for (let i = 0; i < x.length; i++) this.insert(i);
  }

  insert(i) {
    const { x, y, child, mass, sx, sy, point } = this;
    let cell = 0, cx = 0, cy = 0, half = this.reach;
    let moving = -1;
    for (let depth = 0; ; depth++) {
      const empty = mass[cell] === 0;
      mass[cell]++;
      sx[cell] += x[i];
      sy[cell] += y[i];
      if (empty) {
        point[cell] = i;
        return;
      }
      // Points in one place, or no room left: they stay together in one cell.
      if (depth > 24 || this.used + 2 >= mass.length) {
        point[cell] = -1;
        return;
      }
      moving = point[cell];
      point[cell] = -1;
      if (moving >= 0) {
        const below = this.below(cell, x[moving] >= cx, y[moving] >= cy);
        mass[below] = 1;
        sx[below] = x[moving];
        sy[below] = y[moving];
        point[below] = moving;
      }
      const right = x[i] >= cx, low = y[i] >= cy;
      cell = this.below(cell, right, low);
      half /= 2;
      cx += right ? half : -half;
      cy += low ? half : -half;
    }
  }

  below(cell, right, low) {
    const at = 4 * cell + (right ? 1 : 0) + (low ? 2 : 0);
    if (this.child[at] < 0) this.child[at] = this.used++;
    return this.child[at];
  }

  push(i, strength, vx, vy) {
    const { x, y, child, mass, sx, sy, point } = this;
    const { stack, sizes } = this;
    let top = 1;
    stack[0] = 0;
    sizes[0] = 2 * this.reach;
    while (top > 0) {
      const cell = stack[--top], size = sizes[top];
      if (mass[cell] === 0 || point[cell] === i) continue;
      let dx = x[i] - sx[cell] / mass[cell], dy = y[i] - sy[cell] / mass[cell];
      let square = dx * dx + dy * dy;
      const leaf = 4 * cell;
      const deeper = child[leaf] >= 0 || child[leaf + 1] >= 0 || child[leaf + 2] >= 0 || child[leaf + 3] >= 0;
      if (deeper && size * size > WIDE * WIDE * square) {
        for (let k = 0; k < 4; k++) {
          if (child[leaf + k] >= 0) {
            stack[top] = child[leaf + k];
            sizes[top++] = size / 2;
          }
        }
        continue;
      }
      if (square < 1) {
        // In one place: apart, each in a direction of its own.
        dx = Math.cos(i);
        dy = Math.sin(i);
        square = 1;
      }
      const push = (strength * mass[cell]) / (square + 60);
      vx[i] += dx * push / Math.sqrt(square) * 4;
      vy[i] += dy * push / Math.sqrt(square) * 4;
    }
  }
}

function bounds(nodes) {
  if (!nodes.length) return { left: 0, right: 0, top: 0, bottom: 0 };
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y, radius } of nodes) {
    box.left = Math.min(box.left, x - radius);
    box.right = Math.max(box.right, x + radius);
    box.top = Math.min(box.top, y - radius);
    box.bottom = Math.max(box.bottom, y + radius);
  }
  return box;
}

class Picture {
  constructor(canvas, graph) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.graph = graph;
    this.byDegree = [...graph.nodes].sort((a, b) => b.degree - a.degree || a.at - b.at);
    this.layout = new Layout(graph);
    this.view = { x: 0, y: 0, scale: 1 };
    this.follows = true;
    // When it was drawn last, and how long that took, in milliseconds.
    this.painted = 0;
    this.took = 0;
    this.selected = null;
    this.over = null;
    this.matches = null;
    this.chosen = () => {};
    this.readColours();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.readColours();
      this.draw();
    });
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
    this.listen();
  }

  readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["back", "ink", "dim", "seed", "orphan", "twice", "lost", "found", "link", "related", "source", "same", "focus"];
    this.colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  }

  resize() {
    const ratio = devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    if (this.follows) this.fit();
    this.draw();
  }

  run() {
    // Who does not want motion sees the picture when it is done.
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const slice = () => {
      const end = performance.now() + SLICE;
      while (!this.layout.done && performance.now() < end) this.layout.advance();
      const done = this.layout.done;
      // Drawing takes its share of the time and no more.
      if (done || (!still && performance.now() - this.painted > 3 * this.took)) {
        this.layout.write();
        if (this.follows) this.fit();
        this.draw();
      }
      if (done) document.documentElement.dataset.ready = "";
      else requestAnimationFrame(slice);
    };
    slice();
  }

  fit() {
    const box = bounds(this.graph.nodes);
    const wide = box.right - box.left + 60, high = box.bottom - box.top + 60;
    const scale = Math.min(this.width / wide, this.height / high, 2) || 1;
    this.view = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
  }

  // Zooms and leaves what is at a place of the canvas where it is.
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    this.follows = false;
    const { view } = this;
    const scale = Math.min(12, Math.max(0.01, view.scale * factor));
    view.x += (x - this.width / 2) * (1 / view.scale - 1 / scale);
    view.y += (y - this.height / 2) * (1 / view.scale - 1 / scale);
    view.scale = scale;
    this.draw();
  }

  pan(x, y) {
    this.follows = false;
    this.view.x -= x / this.view.scale;
    this.view.y -= y / this.view.scale;
    this.draw();
  }

  showAll() {
    this.follows = true;
    this.fit();
    this.draw();
  }

  show(node) {
    this.follows = false;
    this.view = { x: node.x, y: node.y, scale: Math.max(this.view.scale, 1.2) };
    this.draw();
  }

  listen() {
    const { canvas } = this;
    const tip = document.getElementById("tip");
    const pointers = new Map();
    let moved = false;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const { x, y } = place(event);
      const lines = event.deltaMode === 1 ? 20 : 1;
      this.zoom(Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) * 0.002), x, y);
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, place(event));
      if (pointers.size === 1) moved = false;
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = place(event);
      const before = pointers.get(event.pointerId);
      if (!before) {
        const over = this.at(now.x, now.y);
        if (over !== this.over) {
          this.over = over;
          this.draw();
        }
        canvas.classList.toggle("over", over !== null);
        tip.hidden = over === null;
        if (over) {
          tip.textContent = over.label;
          tip.style.left = Math.max(0, Math.min(now.x + 14, this.width - tip.offsetWidth - 4)) + "px";
          tip.style.top = Math.max(0, Math.min(now.y + 14, this.height - tip.offsetHeight - 4)) + "px";
        }
        return;
      }
      if (pointers.size === 1 && !moved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
      moved = true;
      tip.hidden = true;
      canvas.classList.add("held");
      pointers.set(event.pointerId, now);
      const other = [...pointers].find(([id]) => id !== event.pointerId);
      if (other) {
        const [, far] = other;
        const apart = (point) => Math.hypot(point.x - far.x, point.y - far.y) || 1;
        this.zoom(apart(now) / apart(before), far.x, far.y);
      } else {
        this.pan(now.x - before.x, now.y - before.y);
      }
    });
    const release = (event) => {
      const was = pointers.delete(event.pointerId);
      canvas.classList.remove("held");
      if (was && !moved && event.type === "pointerup") {
        const { x, y } = place(event);
        this.chosen(this.at(x, y));
      }
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => {
      tip.hidden = true;
      if (this.over) {
        this.over = null;
        this.draw();
      }
    });
    const keys = {
      ArrowLeft: () => this.pan(60, 0),
      ArrowRight: () => this.pan(-60, 0),
      ArrowUp: () => this.pan(0, 60),
      ArrowDown: () => this.pan(0, -60),
      "+": () => this.zoom(1.3),
      "=": () => this.zoom(1.3),
      "-": () => this.zoom(1 / 1.3),
      0: () => this.showAll(),
    };
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]();
    });
    document.getElementById("nearer").addEventListener("click", () => this.zoom(1.4));
    document.getElementById("farther").addEventListener("click", () => this.zoom(1 / 1.4));
    document.getElementById("fit").addEventListener("click", () => this.showAll());
  }

  // The node at a place of the canvas, with some pixels to spare.
  at(x, y) {
    const { view } = this;
    const px = (x - this.width / 2) / view.scale + view.x, py = (y - this.height / 2) / view.scale + view.y;
    let best = null, least = Infinity;
    for (const node of this.graph.nodes) {
      const distance = Math.hypot(node.x - px, node.y - py) - this.size(node);
      if (distance < least) {
        best = node;
        least = distance;
      }
    }
    return least * view.scale < 6 ? best : null;
  }

  // Never so small that it cannot be seen.
  size(node) {
    return Math.max(node.radius, 1.8 / this.view.scale);
  }

  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const begun = performance.now();
      this.paint();
      this.painted = performance.now();
      this.took = this.painted - begun;
    });
  }

  paint() {
    const { pen, view, colours, width, height } = this;
    const ratio = devicePixelRatio || 1;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const scale = view.scale * ratio;
    pen.setTransform(scale, 0, 0, scale, (width / 2 - view.x * view.scale) * ratio, (height / 2 - view.y * view.scale) * ratio);
    const reach = { x: width / 2 / view.scale + 20, y: height / 2 / view.scale + 20 };
    const inView = (node) => Math.abs(node.x - view.x) < reach.x && Math.abs(node.y - view.y) < reach.y;
    const centre = this.selected || this.over;
    const near = new Set(centre ? [centre, ...centre.to.keys(), ...centre.from.keys(), ...centre.same, ...centre.alike] : []);
    const dimmed = (node) => (this.matches && !this.matches.has(node)) || (centre && !near.has(node));
    this.paintEdges(inView, centre);
    for (const node of this.graph.nodes) {
      if (inView(node)) this.paintNode(node, dimmed(node) && !near.has(node));
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.paintLabels(inView, near, centre);
    if (!this.graph.nodes.length) {
      pen.fillStyle = colours.dim;
      pen.font = "16px system-ui, sans-serif";
      pen.textAlign = "center";
      pen.fillText("No seeds", width / 2, height / 2);
    }
  }

  paintEdges(inView, centre) {
    const { pen, view, colours } = this;
    const looks = {
      l: [colours.link, 1, []],
      s: [colours.source, 1, [5, 4]],
      r: [colours.related, 1.8, []],
      d: [colours.same, 1.4, [1.5, 3]],
      n: [colours.same, 1, [4, 3]],
    };
    for (const touching of centre ? [false, true] : [false]) {
      for (const [kind, [colour, thick, dashes]] of Object.entries(looks)) {
        const heads = [];
        let lines = 0;
        pen.strokeStyle = colour;
        pen.globalAlpha = touching ? 1 : centre || this.matches ? 0.2 : 0.7;
        pen.lineWidth = (touching ? thick + 0.8 : thick) / view.scale;
        // Dashes of thousands of lines take long and cannot be told apart.
        if (view.scale > 0.5 || touching || this.graph.edges.length < 2000) {
          pen.setLineDash(dashes.map((dash) => dash / view.scale));
        }
        pen.beginPath();
        for (const { from, to, kind: own } of this.graph.edges) {
          const touches = centre !== null && (from === centre || to === centre);
          if (own !== kind || touches !== touching || !(inView(from) || inView(to))) continue;
          pen.moveTo(from.x, from.y);
          pen.lineTo(to.x, to.y);
          if (kind !== "d" && kind !== "n") heads.push([from, to]);
          // Canvases take longer for one long path than for many short ones.
          if (++lines % 50 === 0) {
            pen.stroke();
            pen.beginPath();
          }
        }
        pen.stroke();
        pen.setLineDash([]);
        // Far away heads are only dust.
        if (view.scale > 0.6 || touching) this.paintHeads(heads, colour);
      }
    }
    pen.globalAlpha = 1;
  }

  paintHeads(heads, colour) {
    const { pen, view } = this;
    const long = Math.max(7, 6 / view.scale);
    pen.fillStyle = colour;
    pen.beginPath();
    for (const [from, to] of heads) {
      const dx = to.x - from.x, dy = to.y - from.y;
      const distance = Math.hypot(dx, dy);
      if (distance < 1) continue;
      const ux = dx / distance, uy = dy / distance;
      const x = to.x - ux * (this.size(to) + 1.5), y = to.y - uy * (this.size(to) + 1.5);
      pen.moveTo(x, y);
      pen.lineTo(x - ux * long - uy * long * 0.4, y - uy * long + ux * long * 0.4);
      pen.lineTo(x - ux * long + uy * long * 0.4, y - uy * long - ux * long * 0.4);
    }
    pen.fill();
  }

  paintNode(node, dimmed) {
    const { pen, view, colours } = this;
    const size = this.size(node);
    const found = this.matches && this.matches.has(node);
    pen.globalAlpha = dimmed ? 0.25 : 1;
    pen.beginPath();
    if (node.twice) pen.rect(node.x - size, node.y - size, 2 * size, 2 * size);
    else pen.arc(node.x, node.y, size, 0, 2 * Math.PI);
    const colour = node.twice ? colours.twice : node.orphan ? colours.orphan : colours.seed;
    pen.fillStyle = node.orphan && !node.twice ? colours.back : colour;
    pen.fill();
    pen.lineWidth = 1.5 / view.scale;
    pen.strokeStyle = node.orphan ? colour : colours.back;
    pen.stroke();
    const ring = (colour, gap, thick) => {
      pen.beginPath();
      pen.arc(node.x, node.y, size * (node.twice ? 1.42 : 1) + gap / view.scale, 0, 2 * Math.PI);
      pen.strokeStyle = colour;
      pen.lineWidth = thick / view.scale;
      pen.stroke();
    };
    if (node.missing.length) ring(colours.lost, 2, 1.8);
    if (found) ring(colours.found, 4.5, 2.5);
    if (node === this.selected) ring(colours.focus, 8, 3);
    pen.globalAlpha = 1;
  }

  // The most important first, each only where it covers no other.
  paintLabels(inView, near, centre) {
    const { pen, view, colours, width, height } = this;
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = colours.back;
    // Those that stand in rows have no room beside them until they are near.
    let wanted = view.scale < 4 ? this.byDegree.filter((node) => !node.orphan) : this.byDegree;
    if (this.matches) wanted = this.byDegree.filter((node) => this.matches.has(node));
    if (centre) wanted = [...near, ...(this.matches ? wanted : [])];
    const taken = new Set();
    let drawn = 0;
    for (const node of wanted) {
      if (drawn >= 120) break;
      if (!inView(node)) continue;
      const x = (node.x - view.x) * view.scale + width / 2 + this.size(node) * view.scale + 5;
      const y = (node.y - view.y) * view.scale + height / 2;
      const text = short(node.label, 42);
      const cells = [];
      for (let at = Math.floor(x / 12); at <= (x + pen.measureText(text).width) / 12; at++) {
        cells.push(at + ":" + Math.floor((y - 8) / 12), at + ":" + Math.floor((y + 8) / 12));
      }
      if (node !== centre && cells.some((cell) => taken.has(cell))) continue;
      cells.forEach((cell) => taken.add(cell));
      pen.strokeText(text, x, y);
      pen.fillStyle = node === centre ? colours.ink : colours.dim;
      pen.fillText(text, x, y);
      drawn++;
    }
  }
}

function short(text, most) {
  const letters = Array.from(text);
  return letters.length <= most ? text : letters.slice(0, most - 1).join("").trimEnd() + "\u2026";
}

class Panel {
  constructor(graph, picture) {
    this.graph = graph;
    this.picture = picture;
    this.kind = null;
    this.search = document.getElementById("search");
    this.details = document.getElementById("details");
    const { nodes, edges } = graph;
    const links = edges.filter(({ kind }) => kind !== "d" && kind !== "n").length;
    document.getElementById("summary").textContent = counted(nodes.length, "seed") + ", " + counted(links, "link") + " between them";
    this.kinds = [
      ["Orphans", "orphan", (node) => node.orphan],
      ["Same source", "twice", (node) => node.same.length > 0],
      ["Nearly the same", "twice", (node) => node.alike.length > 0],
      ["Links to missing files", "lost", (node) => node.missing.length > 0],
    ];
    for (const kind of this.kinds) this.addKind(kind);
    this.search.addEventListener("input", () => this.list());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.shown.length) this.select(this.shown[0], true);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && document.activeElement !== this.search) {
        event.preventDefault();
        this.search.focus();
      } else if (event.key === "Escape") {
        this.select(null, false);
      }
    });
  }

  addKind(kind) {
    const [name, mark, is] = kind;
    const button = make("button", "", { type: "button" });
    button.setAttribute("aria-pressed", "false");
    button.append(make("i", "", { className: "mark " + mark }), name + " " + this.graph.nodes.filter(is).length);
    button.addEventListener("click", () => {
      this.kind = this.kind === kind ? null : kind;
      for (const other of button.parentNode.children) {
        other.setAttribute("aria-pressed", String(other === button && this.kind !== null));
      }
      this.list();
    });
    document.getElementById("kinds").append(button);
  }

  list() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const filters = this.kind !== null || words.length > 0;
    const all = this.picture.byDegree.filter(
      (node) => (!this.kind || this.kind[2](node)) && words.every((word) => node.words.includes(word)),
    );
    this.shown = all.slice(0, LIST);
    this.picture.matches = filters ? new Set(all) : null;
    const more = all.length > LIST ? ", the first " + LIST + " of them here" : "";
    document.getElementById("count").textContent = (filters ? counted(all.length, "match", "matches") : "The most linked first") + more;
    document.getElementById("matches").replaceChildren(...this.shown.map((node) => this.item(node)));
    this.mark();
    this.picture.draw();
  }

  item(node, note) {
    const button = make("button", node.label, { type: "button" });
    button.append(make("small", note || node.file));
    button.addEventListener("click", () => this.select(node, true));
    button.node = node;
    const item = make("li");
    item.append(button);
    return item;
  }

  mark() {
    for (const button of document.querySelectorAll("#matches button")) {
      if (button.node === this.picture.selected) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  select(node, show) {
    this.picture.selected = node;
    if (node && show) this.picture.show(node);
    else this.picture.draw();
    this.details.hidden = node === null;
    if (node) this.describe(node);
    this.mark();
  }

  describe(node) {
    const { details } = this;
    const close = make("button", "\u00d7", { type: "button", className: "close", title: "Close (Escape)" });
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => this.select(null, false));
    const facts = make("dl");
    const fact = (name, ...value) => {
      const told = make("dd");
      told.append(...value);
      facts.append(make("dt", name), told);
    };
    fact("File", node.file);
    if (node.date) fact("Date", node.date);
    if (node.source) {
      // A seed can name anything as its source; only the web is safe to open.
      const web = /^https?:\/\//i.test(node.source);
      fact("Source", web ? make("a", node.source, { href: node.source, rel: "noopener noreferrer", target: "_blank" }) : node.source);
    }
    details.replaceChildren(close, make("h2", node.label), facts);
    const section = (name, items) => {
      if (!items.length) return;
      const list = make("ul");
      list.append(...items.slice(0, LIST));
      details.append(make("h3", name + " (" + items.length + ")"), list);
    };
    const linked = (map) => [...map].map(([other, kinds]) => this.item(other, other.file + noted(kinds)));
    section("Links to", linked(node.to));
    section("Linked from", linked(node.from));
    section("The same source", node.same.map((other) => this.item(other)));
    section("Nearly the same", node.alike.map((other) => this.item(other)));
    section("Missing", node.missing.map((path) => {
      const item = make("li");
      item.append(make("code", path));
      return item;
    }));
    if (node.orphan) details.append(make("h3", "Orphan: nothing links to or from it"));
    details.scrollIntoView({ block: "nearest" });
  }
}

function noted(kinds) {
  const names = { r: "related article", s: "by its web address" };
  const known = [...kinds].map((kind) => names[kind]).filter(Boolean);
  return known.length ? " \u00b7 " + known.join(", ") : "";
}

function counted(count, word, words = word + "s") {
  return count + " " + (count === 1 ? word : words);
}

function make(name, text = "", properties = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  return Object.assign(element, properties);
}
