// Keys for the inbox. Each does what a control on the page does too; the page loads this file only while keys are turned on.

const rows = () => [...document.querySelectorAll("[data-row]")];
const link = (row) => row.querySelector("a.subject");
const box = (row) => row.querySelector("input[name=pick]");
const here = () => document.activeElement && document.activeElement.closest("[data-row]");
const press = (act) => document.querySelector(`.bulk button[value=${act}]`);

// letters typed into a field, a list or an open menu are the person's own
const isWriting = (target) =>
  target.isContentEditable || target.closest("textarea, select, [contenteditable], input:not([type=checkbox])") !== null;

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  link(all[next]).focus();
  all[next].scrollIntoView({ block: "nearest" });
}

function choose() {
  const row = here();
  if (row && box(row)) box(row).click();
}

function open(suffix = "") {
  const row = here();
  if (row) window.location.assign(link(row).href + suffix);
}

// with nothing chosen, the act is done to the report one stands on
function act(name) {
  const button = press(name);
  if (!button) return;
  const row = here();
  if (row && box(row) && !document.querySelector("input[name=pick]:checked")) box(row).click();
  button.click();
}

function search() {
  const field = document.querySelector("input[name=q][aria-keyshortcuts]");
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

function help() {
  const keys = document.querySelector("[data-keys]");
  if (!keys) return;
  keys.parentElement.closest("details").open = true;
  keys.open = !keys.open;
  keys.querySelector("summary").focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: choose,
  o: () => open(),
  r: () => open("#id_answer-words"),
  m: () => act("merge"),
  a: () => act("acknowledge"),
  "/": search,
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat && !"jk".includes(event.key)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isWriting(event.target)) return;
  const run = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
  if (!run) return;
  event.preventDefault();
  run();
});

function count() {
  const said = document.querySelector("[data-chosen]");
  if (!said) return;
  const many = document.querySelectorAll("input[name=pick]:checked").length;
  said.textContent = many ? said.dataset.some.replace("%s", many) : said.dataset.none;
}

document.addEventListener("change", (event) => {
  if (event.target.name === "pick") count();
});
document.addEventListener("htmx:afterSwap", count);
count();
