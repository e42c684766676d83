// What a person clicks, types into or scrolls.
moe.controls = () => {
  const found = [];
  const say = (...parts) => found.push(moe.found(...parts));
  const all = (names) => [...document.querySelectorAll(names)].filter((element) => element.checkVisibility({ checkVisibilityCSS: true }));

  all("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [tabindex='0']")
    .filter((control) => !control.closest("[aria-hidden=true]") && !moe.words(control.computedName || ""))
    .forEach((control) => say("control-label", control, `nothing says what this ${control.localName} is`, "label it: <label for>, its text, or aria-label"));
  all("input[placeholder], textarea[placeholder]").filter((field) => !field.labels.length && !field.title && !field.matches("[aria-label], [aria-labelledby]"))
    .forEach((field) => say("control-label", field, "its placeholder goes when one types, and nothing else names it", "label it: <label for>, or aria-label"));
  all("[aria-hidden=true]").flatMap((hidden) => [hidden, ...hidden.querySelectorAll("*")]).filter((element) => element.tabIndex >= 0)
    .forEach((element) => say("control-label", element, "the keyboard stops at it, and it is hidden from screen readers", "take it out of the order, or show it"));

  all("*").filter(moe.scrolls).forEach((region) => {
    if (region.localName === "select" || region.localName === "textarea") return;
    if (!region.hasAttribute("tabindex") && !region.querySelector("a[href], button, input, select, textarea, summary, [tabindex='0']"))
      say("scroll-region", region, "the keyboard does not scroll it in every browser", "add tabindex=\"0\", role=\"region\" and aria-label");
    else if (region.getAttribute("tabindex") === "0" && !/region|group|log|table|figure|img|main/i.test(region.computedRole))
      say("scroll-region", region, "who stops there hears no role", "add role=\"region\" and aria-label");
  });

  found.push(...moe.targets(all));
  return found;
};

// A target is 24 pixels wide and high, or no other is within 24 pixels of its middle, or it stands in running text (WCAG 2.5.8).
moe.targets = (all) => {
  const targets = all("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]").filter(moe.shown).flatMap((element) => {
    const label = /checkbox|radio/.test(element.type) ? element.closest("label") : null;
    return [{ element, box: (label || element).getBoundingClientRect() }];
  });
  const small = ({ box }) => box.width < 23.5 || box.height < 23.5;
  const middle = ({ box }) => [box.x + box.width / 2, box.y + box.height / 2];
  const near = (one, other) => {
    const [x, y] = middle(one);
    if (small(other)) return Math.hypot(x - middle(other)[0], y - middle(other)[1]) < 24;
    const side = (at, low, high) => Math.max(low - at, 0, at - high);
    return Math.hypot(side(x, other.box.left, other.box.right), side(y, other.box.top, other.box.bottom)) < 12;
  };
  return targets.filter((one) => small(one) && !moe.inText(one.element) && targets.some((other) => other !== one && near(one, other)))
    .map(({ element, box }) => moe.found("target-size", element, `the target is ${Math.round(box.width)} by ${Math.round(box.height)} pixels and another is close`, "give it 24 by 24, or more room around"));
};

// Whether the block that holds an inline element has other words than those of its links.
moe.inText = (element) => {
  if (getComputedStyle(element).display !== "inline") return false;
  let block = element.parentElement;
  while (block && getComputedStyle(block).display === "inline") block = block.parentElement;
  const linked = [...block.querySelectorAll("a[href], button")].reduce((sum, link) => sum + moe.words(link.textContent).length, 0);
  return moe.words(block.textContent).length - linked > 8;
};
