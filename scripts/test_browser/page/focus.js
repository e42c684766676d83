// Where the keyboard is.

// Focus moves at once from here on: a smooth scroll would still be on its way when we look.
moe.focusStart = () => {
  document.activeElement?.blur();
  getSelection().removeAllRanges();
  moe.still = new CSSStyleSheet();
  moe.still.replaceSync("* { scroll-behavior: auto !important; transition: none !important }");
  document.adoptedStyleSheets.push(moe.still);
  scrollTo(0, 0);
  moe.expected = moe.stops();
  moe.visited = [];
  return moe.expected.length;
};

// After a press of Tab: null at the end, else what is wrong with where the focus is.
moe.focusStep = () => {
  const at = document.activeElement;
  // The keyboard stops at each part of a date.
  if (at && at === moe.visited.at(-1) && /date|time|month|week/.test(at.type)) return [];
  if (!at || at === document.body || at === document.documentElement || moe.visited.includes(at)) return null;
  const found = [];
  const before = moe.visited.at(-1);
  if (before && !(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING))
    found.push(moe.found("focus-order", at, `the keyboard comes to it after ${moe.name(before)}, which is below`, "leave tabindex at 0 and put elements where they are read"));
  moe.visited.push(at);
  return found.concat(moe.focusShown(at), moe.focusCovered(at));
};

moe.focusShown = (at) => {
  if (/^(iframe)$/.test(at.localName)) return [];
  const style = getComputedStyle(at);
  const lined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  if (!lined) return [moe.found("focus-visible", at, "nothing shows that the keyboard is here", "give :focus-visible an outline of 2 pixels")];
  const colour = moe.colour(style.outlineColor);
  const worst = parseFloat(style.outlineOffset) >= 0 && at.parentElement ? moe.worst(at.parentElement, colour) : moe.worst(at, colour);
  if (!worst || style.outlineStyle === "auto" || worst.ratio >= 2.995) return [];
  return [moe.found("focus-visible", at, `its outline ${moe.hex(colour)} on ${moe.hex(worst.ground)} has a contrast of ${worst.ratio.toFixed(2)}, it needs 3`, "choose a colour farther from its ground")];
};

moe.focusCovered = (at) => {
  const boxes = [...at.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  const points = boxes.flatMap((box) => [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.x + box.width * x, box.y + box.height * y])));
  const free = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || top.contains(at) && getComputedStyle(top).pointerEvents !== "none" && !/fixed|sticky/.test(getComputedStyle(top).position));
  });
  return free ? [] : [moe.found("focus-covered", at, "it is out of sight when the keyboard is here", "let nothing lie over it: scroll-padding below a fixed header, no clipping")];
};

moe.focusEnd = () =>
  moe.expected.filter((element) => !moe.visited.includes(element) && !(element.type === "radio" && moe.visited.some((other) => other.name === element.name)))
    .map((element) => moe.found("focus-reached", element, "the keyboard does not come to it", "let it be a link, a button or a field, with no tabindex above 0"));

// The target of a link within the page that the focus is on, where that is the first stop.
moe.skipLink = () => {
  const at = document.activeElement;
  const target = at?.localName === "a" && at.getAttribute("href")?.startsWith("#") ? document.getElementById(at.hash.slice(1)) : null;
  if (!target) return moe.found("skip-link", at || "body", "the first stop is no link to the page's main part", "put <a href=\"#main\">Skip to the content</a> first");
  if (!moe.shown(at)) return moe.found("skip-link", at, "the link is not seen while the keyboard is on it", "show it on :focus");
  if (!target.closest("main, [role=main]") && !target.querySelector("main")) return moe.found("skip-link", at, "it does not lead to the main part", "let it name <main id>");
  moe.skipTarget = target;
  return null;
};

// After Enter and another Tab: whether the keyboard went on in the main part.
moe.skipped = () => {
  const at = document.activeElement;
  if (at && at !== document.body && (moe.skipTarget.contains(at) || moe.skipTarget.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING)) return null;
  if (at === document.body && !moe.expected.some((stop) => moe.skipTarget.compareDocumentPosition(stop) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY))) return null;
  return moe.found("skip-link", "body", `after it, the keyboard goes on at ${moe.name(at || document.body)}`, "let it name the main part, with tabindex=\"-1\"");
};

// Puts the keyboard before the first stop, as right after loading.
moe.focusTop = () => {
  moe.visited = [];
  const top = document.createElement("span");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus({ preventScroll: false });
  top.remove();
  return 0;
};

moe.focusDone = () => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== moe.still);
  return 0;
};
