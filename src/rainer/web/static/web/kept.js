// What is typed into a form with room for writing stays in this browser until the server has it: a lost line or a lost
// session loses nothing. It is kept for whoever is signed in, no longer than a session lasts, and is gone at sign-out.
const PREFIX = "rainer-typed:";
// Whose typing this browser keeps; absent after sign-out, also for tabs that were open before it.
const WHO = "rainer-typed-by";
// How the server says that it has what was sent (web/received.py).
const SENT_AS = "sent_as";
const RECEIVED = "rainer_received";
const { user, signOut, keptSeconds } = document.body.dataset;

const entries = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const forgetAll = () => [...entries(), WHO].forEach((key) => localStorage.removeItem(key));
const forgetIf = (isDone) => entries().forEach((key) => { if (isDone(read(key), key)) localStorage.removeItem(key); });

function forgetReceived() {
  const given = document.cookie.split("; ").find((one) => one.startsWith(`${RECEIVED}=`));
  if (!given) return;
  forgetIf((kept) => kept?.sentAs === given.slice(RECEIVED.length + 1));
  document.cookie = `${RECEIVED}=; path=/; max-age=0; samesite=lax`;
}

const isTick = (field) => ["radio", "checkbox"].includes(field.type);
const nameOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
const valueOf = (field) => (isTick(field) ? field.checked : field.value);
const fields = (form) => [...form.elements].filter((field) =>
  field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.tagName !== "BUTTON");
const valuesOf = (form) => Object.fromEntries(fields(form).map((field) => [nameOf(field), valueOf(field)]));
// The writing a page was drawn from. Old typing is sent with its own, so that the server tells if somebody wrote since.
const versionOf = (form) => form.querySelector("input[type=hidden][name=version]");

function putBack(form, kept) {
  for (const field of fields(form)) {
    const value = kept.values[nameOf(field)];
    if (value === undefined) continue;
    if (isTick(field)) field.checked = value; else field.value = value;
  }
  if (kept.version && versionOf(form)) versionOf(form).value = kept.version;
}

function say(form, words, key) {
  const notice = document.querySelector("#rainer-kept").content.firstElementChild.cloneNode(true);
  form.querySelector(".rainer-kept")?.remove();
  form.prepend(notice);
  notice.querySelector("[data-words]").textContent = notice.dataset[words];
  notice.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(key);
    window.location.replace(window.location.href);
  });
}

function watch(form, key) {
  const drawn = valuesOf(form);
  const before = read(key);
  const version = before?.version ?? versionOf(form)?.value;
  if (before && Object.entries(before.values).some(([name, value]) => name in drawn && drawn[name] !== value)) {
    putBack(form, before);
    say(form, "back", key);
  }
  const keep = (sentAs) => {
    if (localStorage.getItem(WHO) !== user) return;
    const now = valuesOf(form);
    // What the page filled in and nobody touched is left to the page.
    const touched = Object.entries(now).filter(([name, value]) => value !== drawn[name] || name in (before?.values ?? {}));
    if (!touched.length) { localStorage.removeItem(key); return; }
    const entry = { at: Date.now(), version, sentAs, values: Object.fromEntries(touched) };
    try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* no room: the form works as it would without */ }
  };
  // Some fields stand outside the form they belong to.
  document.addEventListener("input", (event) => { if (event.target.form === form) keep(); });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      keep();
      say(form, "offline", key);
      return;
    }
    const sentAs = Date.now().toString(36) + Math.random().toString(36).slice(2, 12);
    const field = form.querySelector(`input[name=${SENT_AS}]`) ?? form.appendChild(document.createElement("input"));
    Object.assign(field, { type: "hidden", name: SENT_AS, value: sentAs });
    keep(sentAs);
  });
}

// Files are not kept, so a form with one is not either.
const isKept = (form) => form.querySelector("textarea") && form.enctype !== "multipart/form-data";

function start() {
  forgetReceived();
  if (!user) return;
  const oldest = Date.now() - 1000 * keptSeconds;
  // Another user's are of no use here, and yesterday's are old.
  if (localStorage.getItem(WHO) !== user) forgetAll();
  localStorage.setItem(WHO, user);
  forgetIf((kept, key) => !(kept?.at > oldest) || !key.startsWith(`${PREFIX}${user}:`));
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action).pathname === signOut) forgetAll();
  });
  const place = `${PREFIX}${user}:${window.location.pathname}${window.location.search}`;
  [...document.querySelectorAll("main form[method=post]")].filter(isKept).forEach((form, n) => watch(form, `${place}:${n}`));
}

// A browser that lets no site keep anything keeps nothing here either.
try { start(); } catch { /* every page works without it */ }
