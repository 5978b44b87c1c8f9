// What must be true of every page, whatever it shows. Runs in the page.

/** @returns {string[]} what is wrong */
export function findings() {
  const out = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const nameOf = (el) => {
    const by = el.getAttribute("aria-labelledby");
    if (by) return by.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
    return (el.getAttribute("aria-label") ?? el.textContent ?? "").trim();
  };
  const what = (el) => `<${el.tagName.toLowerCase()} class="${el.getAttribute("class") ?? ""}">`;

  const ids = all("[id]").map((el) => el.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) out.push(`id ${id} twice`);
  for (const el of all("[aria-labelledby], [aria-controls], [aria-activedescendant], [aria-describedby]")) {
    for (const a of ["aria-labelledby", "aria-controls", "aria-activedescendant", "aria-describedby"]) {
      for (const id of (el.getAttribute(a) ?? "").split(" ").filter(Boolean)) if (!document.getElementById(id)) out.push(`${what(el)} ${a} names #${id}, which is not there`);
    }
  }
  for (const el of all("button, a[href], input, [role=option], [role=listbox], [role=dialog], [role=menu], [role=menuitem], [role=group], [role=region], [role=combobox], img")) {
    if (el.tagName === "IMG" ? el.getAttribute("alt") === null : el.tagName === "INPUT" ? !el.getAttribute("aria-label") && !el.labels?.length : nameOf(el) === "") out.push(`${what(el)} has no name`);
  }
  for (const list of all("[role=listbox]")) {
    for (const el of list.querySelectorAll("*")) {
      const role = el.getAttribute("role");
      if (el.closest("[role=option]") && role !== "option") {
        if (el.matches("button, a[href], input, [tabindex]")) out.push(`${what(el)} can take the focus inside an option`);
      } else if (!["option", "group", "presentation"].includes(role ?? "") && !el.closest("[role=presentation]")) out.push(`${what(el)} in a listbox is neither option nor group`);
    }
  }
  const selected = all("[role=option][aria-selected=true]");
  const box = document.querySelector("[role=combobox]");
  if (box && (selected[0]?.id ?? null) !== box.getAttribute("aria-activedescendant")) out.push(`aria-activedescendant is ${box.getAttribute("aria-activedescendant")}, selected is ${selected[0]?.id}`);
  if (selected.length > 1) out.push("more than one option is selected");

  // Nothing is cut off at the side, nothing is too small to hit.
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) out.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width}`);
  for (const el of all("button, a[href], input")) {
    const r = (el.closest("label") ?? el).getBoundingClientRect();
    const inline = el.matches(".cite, .link, .rail-item"); // enlarged by a pseudo-element, or in a line of text
    if (r.width > 0 && !inline && !el.closest(".sr") && (r.width < 22 || r.height < 22)) out.push(`${what(el)} is ${Math.round(r.width)} x ${Math.round(r.height)}`);
  }
  for (const el of all(".menu, .sheet, .quote-card, .dialog")) {
    const r = el.getBoundingClientRect();
    if (r.left < 0 || r.top < 0 || r.right > width + 0.5 || r.bottom > innerHeight + 0.5) out.push(`${what(el)} leaves the window: ${[r.left, r.top, r.right, r.bottom].map(Math.round)}`);
  }
  return out;
}
