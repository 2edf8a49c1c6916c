/** What is wrong with a session form: shown at its fields, else in its <form-error>. */
let messages = 0;

const isMarked = (control) => control.dataset.invalid !== undefined;
const placeFor = (control) => control.closest("[data-field]")?.querySelector("[data-field-error]");

export function showMessage(form, text) {
  const place = form.querySelector("form-error");
  if (place) place.textContent = text;
}

function mark(control, place, text) {
  place.textContent = text;
  place.id ||= `form-message-${(messages += 1)}`;
  control.dataset.describedBy ??= control.getAttribute("aria-describedby") ?? "";
  control.setAttribute("aria-describedby", `${control.dataset.describedBy} ${place.id}`.trim());
  control.setAttribute("aria-invalid", "true");
  control.dataset.invalid = "";
}

export function unmark(control) {
  if (!isMarked(control)) return;
  control.removeAttribute("aria-invalid");
  control.removeAttribute("data-invalid");
  if (control.dataset.describedBy) control.setAttribute("aria-describedby", control.dataset.describedBy);
  else control.removeAttribute("aria-describedby");
  placeFor(control).textContent = "";
}

export function clearErrors(form) {
  showMessage(form, "");
  [...form.elements].forEach(unmark);
}

/** False when the form has no such field. */
function showAtField(form, { field, detail }) {
  const control = [...form.elements].find(({ name, type }) => name === field && type !== "hidden");
  const place = control && placeFor(control);
  if (place) mark(control, place, detail);
  return Boolean(place);
}

const sentenceOf = (form, { title, detail }) => (title === "DeadLink" && form.dataset.textDeadLink) || detail;

/** Shows a problem document and focuses the first wrong field. */
export function refuse(form, problem) {
  const errors = problem.errors ?? [];
  const others = errors.filter((error) => !showAtField(form, error)).map(({ detail }) => detail);
  const isAllShown = errors.length > 0 && others.length === 0;
  const sentences = isAllShown ? [] : [sentenceOf(form, problem) || form.dataset.textOffline, ...others];
  showMessage(form, [...new Set(sentences)].filter(Boolean).join(" "));
  [...form.elements].find(isMarked)?.focus();
}
