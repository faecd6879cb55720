// A question that hangs on another's answer shows once that answer is chosen. `data-asked` is a list of conditions
// [question, [answers]]: all of them must hold. Without scripts every such question shows, and the server asks or drops it.
const form = document.querySelector("form[data-adaptive]");
const hanging = form ? [...form.querySelectorAll("[data-asked]")] : [];

const chosen = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)].map((field) => field.value);
const isOnPage = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`) !== null;
const holds = ([name, answers]) => !isOnPage(name) || chosen(name).some((one) => answers.includes(one));

function show() {
  for (const block of hanging) block.hidden = !JSON.parse(block.dataset.asked).every(holds);
}

// On a phone the list of sections stands below the form: closed, it is one line.
const sections = document.querySelector(".rainer-assess__list details");
if (sections && matchMedia("(max-width: 63.99em)").matches) sections.open = false;

if (form) {
  form.addEventListener("change", show);
  show();
}
