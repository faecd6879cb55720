// The script of every page: it starts the GOV.UK components, and keeps what is typed. Pages work without it.
import "./kept.js";
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink } from "../govuk/govuk-frontend.min.js";

for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}

// On a narrow screen the filter starts closed, above its list; without scripts it stays open. Where there is room, as
// after a phone is turned or a page zoomed out, it stands open: there is nothing to open it with.
const narrow = window.matchMedia("(max-width: 640px)");
const fold = () => { for (const filter of document.querySelectorAll("details.rainer-filter")) filter.open = !narrow.matches || filter.querySelector(".govuk-error-message") !== null; };
if (narrow.matches) fold();
narrow.addEventListener("change", fold);

for (const button of document.querySelectorAll("[data-copy-link]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(window.location.href);
    button.textContent = button.dataset.copied;
  });
}

// A heading box that ticks every row. It is made here because it can do nothing without scripts.
for (const place of document.querySelectorAll("[data-tick-all]")) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${place.dataset.tickAll}"]`)];
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "rainer-tick-all";
  all.setAttribute("aria-label", place.dataset.tickAllLabel);
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  place.replaceChildren(all);
}

// A button that says how many are ticked; without scripts its words hold for any number. Those of other pages count.
for (const place of document.querySelectorAll("[data-count-ticked]")) {
  const button = place.querySelector("button");
  const count = () => {
    const here = document.querySelectorAll(`input[type=checkbox][name="${place.dataset.countTicked}"]:checked`).length;
    button.textContent = place.dataset.words.replace("{n}", here + Number(place.dataset.elsewhere));
  };
  // Ticking all changes the boxes and tells of its own change alone.
  document.addEventListener("change", () => setTimeout(count));
  if (button) count();
}

// A link to another page or order of a list that is ticked takes the ticks along; without scripts buttons below it do.
for (const place of document.querySelectorAll("[data-keeps-ticks]")) {
  const form = document.getElementById(place.dataset.keepsTicks);
  let isChanged = false;
  document.addEventListener("change", (event) => { if (event.target.form === form) isChanged = true; });
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!isChanged || !link || new URL(link.href).pathname !== window.location.pathname) return;
    event.preventDefault();
    const go = document.createElement("input");
    Object.assign(go, { type: "hidden", name: "go", value: link.href });
    form.append(go);
    form.submit();
  });
}

// Printing opens what is folded, and folds it again.
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) { folded.open = true; folded.dataset.wasFolded = ""; }
});
window.addEventListener("afterprint", () => {
  for (const folded of document.querySelectorAll("details[data-was-folded]")) { folded.open = false; delete folded.dataset.wasFolded; }
});
