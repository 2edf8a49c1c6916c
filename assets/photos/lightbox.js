/**
 * Dialogs that open without the server; in those of photos the browser itself scrolls from one to the next.
 *
 *   <a data-opens="dialog's id" data-slide="slide's id">   opens a dialog, and shows this of its slides
 *   <dialog data-lightbox>         Back closes it; arrows, Home, End and <button data-step="1"> turn over [data-track]
 *   <img data-photo>               gets data-failed when it cannot be loaded
 *   [data-holds-focus]             gets the focus once a form of a dialog within it is sent
 */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
let shown = null; // {dialog, opener} of the photos that are looked at; the history has an entry for them

const show = (slide) => slide?.scrollIntoView({ behavior: "instant", inline: "start", block: "nearest" });

function open(dialog, opener) {
  dialog.showModal();
  if (!dialog.matches("[data-lightbox]")) return;
  shown = { dialog, opener };
  history.pushState({ ...history.state, isLightbox: true }, "");
  for (const image of dialog.querySelectorAll("[data-failed]")) {
    image.removeAttribute("data-failed");
    image.src = image.src;
  }
  show(document.getElementById(opener.dataset.slide));
}

function turn(by) {
  const track = shown.dialog.querySelector("[data-track]");
  const to = Math.round(track.scrollLeft / track.clientWidth) + by;
  show(track.children[Math.max(0, Math.min(to, track.children.length - 1))]);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-opens], [data-step]");
  const dialog = document.getElementById(button?.dataset.opens);
  if (button?.dataset.step) turn(Number(button.dataset.step));
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(dialog, button);
});

document.addEventListener("keydown", (event) => {
  // What had the focus may have been taken back.
  const within = event.target.closest?.("dialog") ?? shown?.dialog;
  if (!shown || within !== shown.dialog || !(event.key in STEPS)) return;
  event.preventDefault();
  turn(STEPS[event.key]);
});

// Before the router, which would take it for another page.
window.addEventListener("popstate", (event) => {
  if (!shown) return;
  event.stopImmediatePropagation();
  const { dialog, opener } = shown;
  shown = null;
  for (const one of [...dialog.querySelectorAll("dialog[open]"), dialog]) one.close();
  opener.focus();
}, true);
document.addEventListener("close", ({ target }) => target === shown?.dialog && history.back(), true);

// Before the queue, which lets nobody else hear of its forms. What the server may refuse over the socket stays open.
window.addEventListener("submit", ({ target: form }) => {
  const dialog = form.closest("dialog:not([data-lightbox])");
  if (!dialog || form.method === "dialog" || "refused" in form.dataset) return;
  dialog.close();
  dialog.closest("[data-holds-focus]")?.focus({ preventScroll: true });
}, true);

const onError = ({ target }) => target.matches?.("img[data-photo]") && target.setAttribute("data-failed", "");
document.addEventListener("error", onError, true);
// What failed before this script was there is asked for again.
for (const image of document.querySelectorAll("img[data-photo]")) {
  if (image.complete && !image.naturalWidth) image.src = image.src;
}
