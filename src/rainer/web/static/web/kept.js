// What is typed into a form with room for writing stays in this browser until it is saved: a lost line or a lost session
// loses nothing. It is kept for whoever is signed in, for a day at most, and is gone at sign-out.
const PREFIX = "rainer-typed:";
const A_DAY = 24 * 3600 * 1000;
const PAUSE = 300;
const user = document.body.dataset.user;

const entries = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const forgetAll = () => entries().forEach((key) => localStorage.removeItem(key));

// Another user's are of no use here, and yesterday's are old.
function tidy() {
  for (const key of entries()) {
    const kept = read(key);
    if (!kept || Date.now() - kept.at > A_DAY || !key.startsWith(`${PREFIX}${user}:`)) localStorage.removeItem(key);
  }
}

const fields = (form) => [...form.elements].filter((field) =>
  field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.tagName !== "BUTTON");

function valuesOf(form) {
  return fields(form).map((field) => [field.name, field.value, "checked" in field && /radio|checkbox/.test(field.type) ? field.checked : null]);
}

function putBack(form, values) {
  for (const [name, value, checked] of values) {
    const same = fields(form).filter((field) => field.name === name);
    const field = checked === null ? same[0] : same.find((one) => one.value === value);
    if (!field) continue;
    if (checked === null) field.value = value; else field.checked = checked;
    field.dispatchEvent(new Event("input", { bubbles: false }));
  }
}

function say(form, words, key) {
  const notice = document.querySelector("#rainer-kept").content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-words]").textContent = notice.dataset[words];
  const forget = notice.querySelector("button");
  forget.addEventListener("click", () => { localStorage.removeItem(key); window.location.reload(); });
  form.querySelector(".rainer-kept")?.remove();
  form.prepend(notice);
}

function watch(form, key) {
  const before = JSON.stringify(valuesOf(form));
  const kept = read(key);
  const isBlank = ![...form.querySelectorAll("textarea")].some((area) => area.value.trim());
  if (kept && isBlank && JSON.stringify(kept.values) !== before) {
    putBack(form, kept.values);
    say(form, "back", key);
  }
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: valuesOf(form) })), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: valuesOf(form) }));
    if (navigator.onLine) { sessionStorage.setItem(PREFIX, key); return; }
    event.preventDefault();
    say(form, "offline", key);
  });
}

// The page after a form was sent: what was typed has done its work, unless the answer says that it was not saved.
function afterSending() {
  const key = sessionStorage.getItem(PREFIX);
  sessionStorage.removeItem(PREFIX);
  if (key && user && !document.body.dataset.notSaved) localStorage.removeItem(key);
}

if (user) {
  tidy();
  afterSending();
  const forms = [...document.querySelectorAll("main form[method=post]")].filter((form) => form.querySelector("textarea"));
  forms.forEach((form, place) => watch(form, `${PREFIX}${user}:${window.location.pathname}:${place}`));
} else {
  sessionStorage.removeItem(PREFIX);
}
document.addEventListener("submit", (event) => {
  if (new URL(event.target.action).pathname === document.body.dataset.signOut) forgetAll();
});
