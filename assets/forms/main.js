/** All forms of the pages but those of the queue (send_queue): who hears which event. */
import "./answers.js";
import "./settling.js";
import { fillInputs, unfold } from "./afterwards.js";
import { clearErrors, refuse, unmark } from "./errors.js";
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

/** A queued form that was not used again meanwhile leads to what it has made. */
function goOn({ url, answer }) {
  const form = document.querySelector(`form[data-then][action="${CSS.escape(url)}"]`);
  const isTyped = ({ value, defaultValue }) => defaultValue !== undefined && value !== defaultValue;
  if (!form || !answer || [...form.elements].some(isTyped)) return;
  window.__reactRouterDataRouter.navigate(form.dataset.then.replace("{id}", answer.id));
}

/** What was typed is the form's again, and so is its draft. */
function onRefusedByQueue({ detail: { form, problem } }) {
  for (const control of form.elements) control.dispatchEvent(new Event("input", { bubbles: true }));
  refuse(form, problem);
}

document.addEventListener("submit", ({ target }) => target.matches("form[data-then]") && clearErrors(target), true);
document.addEventListener("submit", onSubmit, true);
document.addEventListener("invalid", onInvalid, true);
document.addEventListener("input", (event) => {
  onInput(event);
  if (event.target.form?.matches("form[data-session-form], form[data-then]")) unmark(event.target);
});
document.addEventListener("click", onClick);
window.addEventListener("pageshow", onPageShow);
document.addEventListener("send-queue:refused", onRefusedByQueue);
document.addEventListener("send-queue:sent", ({ detail }) => goOn(detail));
new MutationObserver(onRefused).observe(document, { subtree: true, attributeFilter: ["data-refused"] });
window.autoserviceForms.handleSubmits(submit);
fillInputs();
unfold();
