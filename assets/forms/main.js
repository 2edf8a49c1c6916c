/** All forms of the pages but those of the queue (send_queue): who hears which event. */
import "./answers.js";
import "./settling.js";
import { fillInputs, unfold } from "./afterwards.js";
import { unmark } from "./errors.js";
import { beginAgain, end, showPassword, submit } from "./session_form.js";
import { onInput, onInvalid, onRefused, onSubmit } from "./socket_form.js";

function togglePassword(button) {
  const input = button.parentElement.querySelector("[data-password]");
  showPassword(input, input.type === "password");
  input.focus();
}

function onClick({ target }) {
  const button = target.closest?.("[data-show-password], [data-first-step]");
  if (button?.matches("[data-show-password]")) togglePassword(button);
  else if (button) beginAgain();
}

/** A page that comes back as it was left, with its form still busy. */
function onPageShow({ persisted }) {
  if (persisted) document.querySelectorAll("form[data-session-form][aria-busy]").forEach((form) => end(form));
}

document.addEventListener("submit", onSubmit, true);
document.addEventListener("invalid", onInvalid, true);
document.addEventListener("input", (event) => {
  onInput(event);
  if (event.target.form?.matches("form[data-session-form]")) unmark(event.target);
});
document.addEventListener("click", onClick);
window.addEventListener("pageshow", onPageShow);
new MutationObserver(onRefused).observe(document, { subtree: true, attributeFilter: ["data-refused"] });
window.autoserviceForms.handleSubmits(submit);
fillInputs();
unfold();
