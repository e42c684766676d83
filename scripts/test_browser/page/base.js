// What the checks share: how an element is named in a finding, what is visible, colours as numbers.
globalThis.moe = {
  found(check, element, problem, mend) {
    return { check, element: typeof element === "string" ? element : moe.name(element), problem, mend };
  },

  // main > section#votes > a.seat "architect": enough to find it in the source.
  name(element) {
    const steps = [];
    for (let at = element; at && at.nodeType === 1 && steps.length < 4; at = at.parentElement) {
      const part = at.localName + (at.id ? `#${at.id}` : at.classList.length ? `.${at.classList[0]}` : "");
      steps.unshift(part);
      if (at.id) break;
    }
    const text = moe.words(element.getAttribute("aria-label") || element.textContent || "").slice(0, 40);
    return steps.join(" > ") + (text ? ` "${text}"` : "");
  },

  words(text) {
    return text.replace(/\s+/g, " ").trim();
  },

  // Shown to the eye: laid out, not transparent, not a text for screen readers alone.
  shown(element) {
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
    return !moe.spokenOnly(element);
  },

  // Squeezed to a pixel or clipped away, as texts are that are for screen readers alone.
  spokenOnly(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position !== "absolute" && style.position !== "fixed") continue;
      const box = at.getBoundingClientRect();
      if (box.width <= 1 && box.height <= 1 && style.overflow !== "visible") return true;
      if (/inset\((50|100)%\)|^rect\(0px, 0px, 0px, 0px\)$/.test(style.clipPath !== "none" ? style.clipPath : style.clip)) return true;
      if (box.right <= 0 || box.bottom + scrollY <= 0) return true;
    }
    return false;
  },

  // Text nodes that the eye sees, with their parents.
  texts(root = document.body) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!moe.words(node.data) || /^(script|style|noscript|template|title|desc)$/.test(parent.localName)) continue;
      if (parent.localName === "option" || !moe.shown(parent)) continue;
      texts.push({ node, parent });
    }
    return texts;
  },

  box(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
  },

  paint: new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }),

  // A colour of CSS as [red, green, blue, opacity], 0 to 255 and 0 to 1, whatever its notation.
  colour(text) {
    const plain = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(text);
    if (plain) return [+plain[1], +plain[2], +plain[3], plain[4] === undefined ? 1 : +plain[4]];
    moe.paint.clearRect(0, 0, 1, 1);
    moe.paint.fillStyle = "#0000";
    moe.paint.fillStyle = text;
    moe.paint.fillRect(0, 0, 1, 1);
    const [red, green, blue, opacity] = moe.paint.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, opacity / 255];
  },

  over(front, back) {
    const share = front[3];
    return [0, 1, 2].map((part) => front[part] * share + back[part] * (1 - share)).concat(1);
  },

  // The contrast of WCAG between two opaque colours, 1 to 21.
  contrast(one, other) {
    const light = (colour) =>
      colour.slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  },

  hex(colour) {
    return "#" + colour.slice(0, 3).map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
  },

  // What a keyboard stops at.
  stops() {
    const names = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable=true]";
    return [...document.querySelectorAll(names)].filter(
      (element) => element.tabIndex >= 0 && !element.disabled && !element.closest("[inert]") && element.checkVisibility({ checkVisibilityCSS: true }));
  },

  scrolls(element) {
    const style = getComputedStyle(element);
    const across = /auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const down = /auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    return (across || down) && element !== document.documentElement && element !== document.body;
  },
};
