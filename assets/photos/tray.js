/**
 * Photos chosen for <form data-photos>, shown in its <ul data-tray data-remove="Remove"> until they are sent; with
 * data-most="5" so many, and data-full says that some were left out.
 *
 * The input named "file" holds them all, from the camera and from the gallery. A form that React draws anew, as when
 * its stage goes on, gets them back.
 */
const chosen = new Map(); // the form's action -> files

const actionOf = (form) => form.getAttribute("action");
const trayOf = (form) => form.querySelector("[data-tray]");
const isSame = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

function choose(form, wanted) {
  const files = wanted.slice(0, trayOf(form).dataset.most);
  trayOf(form).toggleAttribute("data-full", files.length < wanted.length);
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  chosen.set(actionOf(form), files);
  form.elements.namedItem("file").files = transfer.files;
  trayOf(form).replaceChildren(...files.map((file) => thumbnail(form, file)));
}

function thumbnail(form, file) {
  const item = document.createElement("li");
  const image = Object.assign(document.createElement("img"), { alt: file.name, src: URL.createObjectURL(file) });
  image.onload = image.onerror = () => URL.revokeObjectURL(image.src); // HEIC: the name is shown
  const ariaLabel = `${trayOf(form).dataset.remove}: ${file.name}`;
  const button = Object.assign(document.createElement("button"), { type: "button", ariaLabel, textContent: "×" });
  button.onclick = () => {
    choose(form, chosen.get(actionOf(form)).filter((other) => other !== file));
    (trayOf(form).querySelector("button") ?? form.elements.namedItem("file")).focus();
  };
  item.append(image, button);
  return item;
}

document.addEventListener("change", ({ target: input }) => {
  if (!input.matches?.("form[data-photos] input[type=file]")) return;
  const before = chosen.get(actionOf(input.form)) ?? [];
  const added = [...input.files].filter((file) => !before.some((other) => isSame(file, other)));
  if (input.name !== "file") input.value = "";
  choose(input.form, [...before, ...added]);
});
document.addEventListener("reset", ({ target: form }) => form.matches("form[data-photos]") && choose(form, []));

new MutationObserver(() => {
  for (const form of document.querySelectorAll("form[data-photos]:not(:has([data-tray] > *))")) {
    if (chosen.get(actionOf(form))?.length) choose(form, chosen.get(actionOf(form)));
  }
}).observe(document, { childList: true, subtree: true });
window.addEventListener("beforeunload", (event) => document.querySelector("[data-tray] > *") && event.preventDefault());
