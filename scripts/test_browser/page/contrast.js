// Contrast of every text that is seen, against what is painted behind it.

// The opaque colours that may be behind an element: several where a gradient is painted. null where a picture is.
moe.grounds = (element, point) => {
  const layers = [];
  const add = (at) => {
    const style = getComputedStyle(at);
    if (at instanceof SVGGraphicsElement && at.localName !== "svg" && at.localName !== "g") {
      if (/^(text|tspan|line)$/.test(at.localName) || style.fill === "none" || style.fill.startsWith("url")) return false;
      const { width, height } = at.getBBox();
      if (!width || !height) return false;  // a line drawn as a path
      const colour = moe.colour(style.fill);
      layers.push([[...colour.slice(0, 3), colour[3] * style.fillOpacity * style.opacity]]);
      return colour[3] * style.fillOpacity * style.opacity >= 1;
    }
    if (style.backgroundImage.includes("url(")) return null;
    const stops = style.backgroundImage.match(/(?:rgba?|color|oklch|oklab|lab|lch)\([^()]*\)/g);
    if (stops) layers.push(stops.map(moe.colour));
    const colour = moe.colour(style.backgroundColor);
    if (colour[3] > 0) layers.push([colour]);
    return colour[3] === 1;
  };
  for (const at of moe.behind(element, point)) {
    const opaque = add(at);
    if (opaque === null) return null;
    if (opaque) break;
  }
  let grounds = [moe.canvas()];
  for (const layer of layers.reverse()) grounds = layer.flatMap((front) => grounds.map((back) => moe.over(front, back)));
  return grounds.slice(0, 8);
};

// The colour of an unpainted page.
moe.canvas = () => {
  moe.unpainted ??= (() => {
    const probe = document.createElement("div");
    probe.style.cssText = "background: Canvas; color-scheme: inherit; position: absolute; width: 0";
    document.documentElement.append(probe);
    const colour = moe.colour(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return colour;
  })();
  return moe.unpainted;
};

// Front to back: what is painted at a point below the element; its ancestors where the point is out of the window.
moe.behind = (element, point) => {
  const stack = point ? document.elementsFromPoint(point.x, point.y) : [];
  const place = stack.indexOf(element);
  if (place >= 0) return stack.slice(place);
  const chain = [];
  for (let at = element; at; at = at.parentElement) chain.push(at);
  return chain;
};

moe.faded = (element) => {
  let share = 1;
  for (let at = element; at; at = at.parentElement) share *= getComputedStyle(at).opacity;
  return share;
};

moe.worst = (element, colour, point) => {
  const grounds = moe.grounds(element, point);
  if (!grounds) return null;
  const front = [...colour.slice(0, 3), colour[3] * moe.faded(element)];
  return grounds.map((ground) => ({ ground, ratio: moe.contrast(moe.over(front, ground), ground) })).sort((a, b) => a.ratio - b.ratio)[0];
};

moe.contrasts = () => {
  const found = [];
  const seen = new Set();
  // Everything can be hit while we look, so that what is painted behind a text is known.
  const hit = new CSSStyleSheet();
  hit.replaceSync("* { pointer-events: auto !important; transition: none !important; animation: none !important }");
  document.adoptedStyleSheets.push(hit);
  const judge = (parent, colour, box, what) => {
    const style = getComputedStyle(parent);
    const size = parseFloat(style.fontSize);
    const needs = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const worst = moe.worst(parent, colour, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
    if (worst && worst.ratio >= needs - 0.005) return;
    const problem = worst
      ? `${what} ${moe.hex(colour)} on ${moe.hex(worst.ground)} has a contrast of ${worst.ratio.toFixed(2)}, it needs ${needs}`
      : `${what} stands on a picture, where its contrast is not known`;
    if (seen.has(problem)) return;
    seen.add(problem);
    found.push(moe.found("contrast", parent, problem, "choose a colour farther from its ground"));
  };
  for (const { node, parent } of moe.texts()) {
    const style = getComputedStyle(parent);
    if (parent.closest(":disabled")) continue;
    const box = moe.box(node);
    if (box.width < 1 || box.height < 1) continue;
    judge(parent, moe.colour(parent instanceof SVGElement ? style.fill : style.color), box, "text");
  }
  for (const field of document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio], [type=range], [type=color]), select, textarea")) {
    if (field.disabled || !moe.shown(field)) continue;
    const box = field.getBoundingClientRect();
    judge(field, moe.colour(getComputedStyle(field).color), box, "the value");
    if (field.placeholder) judge(field, moe.colour(getComputedStyle(field, "::placeholder").color), box, "the placeholder");
  }
  for (const element of document.body.querySelectorAll("*"))
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (!/[\p{L}\p{N}\p{S}]/u.test(style.content.replace(/^(none|normal)$|counter\(.*\)|attr\(.*\)/g, "")) || !moe.shown(element)) continue;
      if (style.display === "none" || style.visibility === "hidden") continue;
      judge(element, moe.colour(style.color), element.getBoundingClientRect(), `the text of ${part}`);
    }
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== hit);
  return found;
};
