// For pages of people who work here. Every page works without this file.

// Messages that ride on a swap: the answer carries HX-Trigger: {"say": {"text": "Saved."}}.
document.addEventListener("say", (event) => {
  const list = document.querySelector(".toasts");
  const text = event.detail && event.detail.text;
  if (!list || !text) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = text;
  list.replaceChildren(toast);
});

// Refusals come with words of their own, so let them into the page.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// A swap that takes away what had focus gives it to the heading of the new part.
document.addEventListener("htmx:afterSwap", (event) => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const heading = event.detail.target.querySelector("[tabindex='-1']");
  if (heading) heading.focus();
});

// “Copy these words”: shown only where a script can do it.
const offerCopies = (root) => {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copies]")) button.hidden = false;
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copies]");
  const field = button && document.getElementById(button.dataset.copies);
  if (!field) return;
  await navigator.clipboard.writeText(field.value);
  button.textContent = button.dataset.done;
});
document.addEventListener("htmx:load", (event) => offerCopies(event.detail.elt));
offerCopies(document);
