// Whether anything is cut off, runs out of the page or over something else.

moe.overflow = (width) => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= width) return [];
  // What is placed absolutely is held by its nearest placed ancestor alone, and runs out of every region between.
  const holder = (element) => {
    if (!/absolute|fixed/.test(getComputedStyle(element).position)) return element.parentElement;
    let at = element.parentElement;
    while (at && getComputedStyle(at).position === "static") at = at.parentElement;
    return at;
  };
  const contained = (element) => {
    for (let at = holder(element); at && at !== document.body; at = holder(at))
      if (getComputedStyle(at).overflowX !== "visible" && at.getBoundingClientRect().right <= width + 0.5) return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > width + 0.5 && !contained(element));
  const inner = out.filter((element) => !out.some((other) => other !== element && element.contains(other)));
  return [moe.found("overflow", inner[0] || "body", `the page is ${wide} pixels wide in a window of ${width}`, "let it wrap, or scroll in a region of its own")];
};

// Text that is cut off at the edge of what holds it, where nobody can scroll.
moe.clipped = (paper) => {
  const found = [];
  const seen = new Set();
  for (const { node, parent } of moe.texts()) {
    const text = moe.box(node);
    if (text.width < 1 || text.height < 1) continue;
    const cut = moe.cutAt(parent, text, paper);
    if (!cut || seen.has(cut)) continue;
    seen.add(cut);
    found.push(moe.found(paper ? "print-clipped" : "clipped", parent, `the text is cut off by ${moe.name(cut).split(" \"")[0]}`, paper ? "let overflow be visible and text wrap in print" : "give it room, or let it scroll"));
  }
  if (paper)
    for (const { node, parent } of moe.texts()) {
      if (moe.box(node).right <= paper + 1 || found.length) continue;
      found.push(moe.found("print-clipped", parent, `the text runs off the paper's edge (${Math.round(moe.box(node).right)} of ${paper} pixels)`, "let it wrap in print"));
    }
  return found;
};

// The element at whose edge a text ends that goes on, or null.
moe.cutAt = (element, text, paper) => {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    const stops = paper ? /hidden|clip|auto|scroll/ : /hidden|clip/;
    const box = at.getBoundingClientRect();
    const across = stops.test(style.overflowX) && (text.right > box.right + 2 || text.left < box.left - 2);
    const down = stops.test(style.overflowY) && (text.bottom > box.bottom + 4 || text.top < box.top - 4);
    if (across && !paper && style.textOverflow === "ellipsis" && (at.title || element.title)) return null;
    if (across || down) return at;
    // What is out of a region's window is scrolled to.
    if (!paper && /auto|scroll/.test(style.overflowX + style.overflowY)) return null;
  }
  return null;
};

// Texts of a picture that run into each other, or are drawn too small to read.
moe.pictures = () => {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const texts = [...svg.querySelectorAll("text")].filter((text) => moe.words(text.textContent) && moe.shown(text));
    const boxes = texts.map((text) => text.getBoundingClientRect());
    const clash = texts.findIndex((_, place) => boxes.slice(0, place).some((other) => moe.clash(boxes[place], other)));
    if (clash >= 0) {
      const other = texts[boxes.findIndex((box) => moe.clash(boxes[clash], box))];
      found.push(moe.found("picture-text", svg, `the texts "${moe.words(other.textContent)}" and "${moe.words(texts[clash].textContent)}" overlap`, "leave one out, or move it"));
    }
    const scale = svg.getScreenCTM()?.a || 1;
    const sizes = texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
    const least = Math.min(...sizes);
    if (least < 9.95) found.push(moe.found("picture-text", svg, `a text of the picture is ${least.toFixed(1)} pixels high`, "draw it for this width, or let the picture scroll"));
  }
  return found;
};

moe.clash = (one, other) =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > Math.min(one.height, other.height) * 0.35;

// The words that are seen in what the page is about, without its controls; how often each text is there.
moe.said = () => {
  const counts = {};
  for (const { node, parent } of moe.texts(document.querySelector("main") || document.body)) {
    if (parent.closest("nav, form, button, select") || moe.leadsOnly(parent)) continue;
    const text = moe.words(node.data);
    counts[text] = (counts[text] || 0) + 1;
  }
  return counts;
};

// Whether a text does nothing but lead on: a link of its own outside of tables, or what opens a form.
moe.leadsOnly = (element) => {
  const link = element.closest("a, summary");
  if (!link || link.closest("td, th")) return false;
  return link.localName === "summary" ? Boolean(link.parentElement.querySelector("form")) : !moe.inText(link);
};

// Texts that are hard to read on white paper, where browsers leave grounds out.
moe.faint = () => {
  const white = [255, 255, 255, 1];
  for (const { node, parent } of moe.texts()) {
    const style = getComputedStyle(parent);
    if (style.printColorAdjust === "exact") continue;
    const box = moe.box(node);
    // The shapes of a picture are printed.
    const ratio = parent instanceof SVGElement
      ? moe.worst(parent, moe.colour(style.fill), { x: box.x + box.width / 2, y: box.y + box.height / 2 })?.ratio
      : moe.contrast(moe.over(moe.colour(style.color), white), white);
    if (ratio < 4.495) return [moe.found("print-contrast", parent, `on paper, where grounds are left out, the text has a contrast of ${ratio.toFixed(2)}`, "choose a dark colour in print, or print-color-adjust: exact")];
  }
  return [];
};

// What moves although the reader asked for less motion.
moe.motion = () => {
  const found = document.getAnimations().filter((animation) => animation.playState === "running" && animation.effect?.getComputedTiming().duration > 10)
    .map((animation) => moe.found("motion", animation.effect.target, "it is animated", "stop it in @media (prefers-reduced-motion: reduce)"));
  const seconds = (text) => Math.max(...text.split(",").map((part) => parseFloat(part) * (part.trim().endsWith("ms") ? 0.001 : 1)));
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    if (seconds(style.transitionDuration) > 0.01) found.push(moe.found("motion", element, "it changes over time", "stop it in @media (prefers-reduced-motion: reduce)"));
    if (style.scrollBehavior === "smooth") found.push(moe.found("motion", element, "it scrolls smoothly", "write scroll-behavior: auto in @media (prefers-reduced-motion: reduce)"));
  }
  return found.slice(0, 3);
};
