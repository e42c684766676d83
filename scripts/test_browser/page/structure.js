// Headings, landmarks, tables, ids: what a screen reader finds its way by.
moe.structure = () => {
  const found = [];
  const say = (...parts) => found.push(moe.found(...parts));
  const all = (names) => [...document.querySelectorAll(names)];
  const heard = (element) => element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest("[aria-hidden=true]");
  const named = (element) => moe.words(element.computedName || "");

  if (!/^[a-z]{2,3}(-|$)/i.test(document.documentElement.lang)) say("lang", "html", "it says no language", "write lang=\"en\"");
  if (!moe.words(document.title)) say("title", "head", "the page has no title", "name the page in <title>");
  if (!document.querySelector("meta[name=viewport][content*='width=device-width']"))
    say("viewport", "head", "a phone lays the page out at 980 pixels", "add <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");

  const headings = all("h1, h2, h3, h4, h5, h6, [role=heading]").filter(heard);
  const level = (heading) => +(heading.getAttribute("aria-level") || heading.localName.slice(1));
  const first = headings.filter((heading) => level(heading) === 1);
  if (first.length !== 1) say("h1", first[1] || "body", `the page has ${first.length} headings of level 1`, "give it one, that says what the page is about");
  headings.forEach((heading, place) => {
    const before = place ? level(headings[place - 1]) : 0;
    if (level(heading) > before + 1) say("heading-order", heading, `level ${level(heading)} follows level ${before}`, "skip no level");
    if (!named(heading)) say("heading-order", heading, "the heading is empty", "write it, or drop it");
  });

  const landmark = (role) => all("*").filter((element) => element.computedRole === role && heard(element));
  for (const [check, role, tag] of [["banner", "banner", "header"], ["main", "main", "main"], ["contentinfo", "contentInfo", "footer"]]) {
    const there = landmark(role).concat(landmark(role.toLowerCase())).filter((each, place, list) => list.indexOf(each) === place);
    if (there.length !== 1) say(`landmark-${check}`, there[1] || "body", `the page has ${there.length} of the landmark ${check}`, `give it one <${tag}> outside of articles and sections`);
  }
  const navs = landmark("navigation");
  if (!navs.length) say("landmark-nav", "body", "the page has no navigation", "put its links into <nav aria-label=\"…\">");
  navs.forEach((nav, place) => {
    if (!named(nav)) say("landmark-nav", nav, "the navigation has no label", "add aria-label");
    if (navs.findIndex((other) => named(other) === named(nav)) < place) say("landmark-nav", nav, "two navigations have the same label", "label each by what it leads through");
  });

  all("svg, img, canvas, [role=img]").filter(heard).forEach((image) => {
    if (image.parentElement.closest("svg, [role=img]") || named(image)) return;
    if (image.localName === "img" && image.getAttribute("alt") === "") return;
    say("text-alternative", image, "the picture says nothing to who does not see it", "add role=\"img\" and aria-label (or <title>), or aria-hidden=\"true\" where the text beside it says the same");
  });
  all("svg").filter(heard).forEach((svg) => {
    if (!svg.parentElement.closest("svg, [role=img]") && !svg.hasAttribute("role")) say("text-alternative", svg, "the picture has no role", "add role=\"img\"");
  });

  all("table").filter((table) => heard(table) && !/none|presentation/.test(table.getAttribute("role"))).forEach((table) => {
    const heads = [...table.querySelectorAll("th")];
    if (!heads.length) say("table-header", table, "the table has no header cells", "make the cells that name rows and columns <th scope>");
    heads.filter((head) => !/^(row|col|rowgroup|colgroup)$/.test(head.getAttribute("scope"))).slice(0, 2)
      .forEach((head) => say("table-header", head, "the header cell does not say what it heads", "add scope=\"col\" or scope=\"row\""));
    if (!named(table)) say("table-name", table, "the table has no name", "add <caption>, aria-label or aria-labelledby");
  });

  const ids = all("[id]").map((element) => element.id);
  ids.filter((id, place) => ids.indexOf(id) < place).filter((id, place, list) => list.indexOf(id) === place)
    .forEach((id) => say("duplicate-id", `#${id}`, "several elements have this id", "make each id once"));
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "headers", "for", "list"])
    all(`[${attribute}]`).forEach((element) => element.getAttribute(attribute).split(/\s+/).filter((id) => id && !document.getElementById(id))
      .forEach((id) => say("aria-reference", element, `${attribute} names #${id}, which is not there`, "name an id of this page")));
  all("a[href^='#']").forEach((link) => {
    const id = decodeURIComponent(link.hash.slice(1));
    if (id && id !== "top" && !document.getElementById(id)) say("aria-reference", link, `it leads to #${id}, which is not there`, "name an id of this page");
  });
  return found;
};
