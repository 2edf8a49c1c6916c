/**
 * Shows what only the viewer may know: secrets and recovery codes, the answers of forms with data-session-form="done".
 * They pass neither the program's State nor its sockets, and are gone as soon as the page is left.
 *
 *   <p data-answer="secret" data-groups="4">   the answer's "secret", in groups of four; in an <ol> a list, in an
 *                                              <img> an SVG as a picture, in an <a> an address to follow
 *   <div data-shown-with="codes" hidden>       is shown once there is such an answer
 *   <div data-hidden-with="codes">             is hidden then
 *   <button data-copy="codes" data-text-done="Copied">   its text then, for a moment
 *   <button data-save="codes" data-file="codes.txt">
 *   <button data-print>
 */
import { download } from "./download.js";

const named = (attribute, name) => document.querySelectorAll(`[${attribute}="${CSS.escape(name)}"]`);
const item = (text) => Object.assign(document.createElement("li"), { textContent: text });
const grouped = (text, size) => (size ? text.match(new RegExp(`.{1,${size}}`, "g")).join(" ") : text);

const fill = (place, value) => {
  if (place instanceof HTMLImageElement) place.src = `data:image/svg+xml;base64,${btoa(value)}`;
  else if (place instanceof HTMLAnchorElement) place.href = value;
  else if (Array.isArray(value)) place.replaceChildren(...value.map(item));
  else place.textContent = grouped(value, Number(place.dataset.groups));
};

const show = ([name, value]) => {
  named("data-answer", name).forEach((place) => fill(place, value));
  named("data-hidden-with", name).forEach((place) => (place.hidden = true));
  named("data-shown-with", name).forEach((place) => {
    place.hidden = false;
    place.scrollIntoView({ block: "start" });
    place.focus({ preventScroll: true });
  });
};

const textOf = (name) => {
  const place = named("data-answer", name)[0];
  const items = [...place.querySelectorAll("li")].map((one) => one.textContent);
  return items.length ? items.join("\n") : place.textContent;
};

const confirm = (button) => {
  const usual = button.textContent;
  button.textContent = button.dataset.textDone;
  setTimeout(() => (button.textContent = usual), 2000);
};

const copy = async (button) => {
  await navigator.clipboard.writeText(textOf(button.dataset.copy));
  if (button.dataset.textDone) confirm(button);
};

const save = ({ dataset }) => {
  download(new Blob([`${textOf(dataset.save)}\n`], { type: "text/plain" }), dataset.file);
};

document.addEventListener("session-form-done", (event) => Object.entries(event.detail || {}).forEach(show));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-save], [data-print]");
  if (!button) return;
  if ("copy" in button.dataset) copy(button);
  else if ("save" in button.dataset) save(button);
  else print();
});
