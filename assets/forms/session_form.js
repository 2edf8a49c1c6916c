/**
 * Forms that change who the browser is, or what the account is: sign in, register, password, profile.
 *
 * They go by fetch, because only an HTTP answer can set an HttpOnly cookie, and are mostly followed by a full
 * navigation, because a socket keeps the headers of its handshake for as long as it lives.
 *
 *   <form data-session-form="next|home|reload|done" action="/api/..." data-method="PATCH">
 *
 * The fields go as one JSON object, or as they are if the form has a file (encType); an input with data-from-hash has the token of the address (link_token.js). What
 * follows: afterwards.js. What is wrong: errors.js; nothing typed is lost. data-text-unsent is shown when the server
 * does not answer, or not in time, and data-text-offline when it answers without a word. When signing in needs a code, the form with data-second-step takes the place of the one with
 * data-first-form, with the challenge in its input of that name; a [data-first-step] button leads back, and so does
 * an expired challenge, with data-text-expired.
 */
import { appear, proceed } from "./afterwards.js";
import { clearErrors, refuse, showMessage } from "./errors.js";
import { lock, unlock } from "./guard.js";

const TIMEOUT = 30_000;
const LATE = 5000;
const JSON_TYPE = { "Content-Type": "application/json" };
// A file takes its time: to be sent, and to be read.
const patience = (body) => (body instanceof FormData ? 20 : 1);

function bodyOf(form, submitter) {
  if (form.enctype === "multipart/form-data") return new FormData(form);
  const valueOf = (name, value) => (form.elements[name]?.dataset?.fromHash ? window.autoserviceForms.token() : value);
  const entries = [...new FormData(form)].map(([name, value]) => [name, valueOf(name, value)]);
  if (submitter?.name) entries.push([submitter.name, submitter.value]);
  return JSON.stringify(Object.fromEntries(entries));
}

const send = (form, body) =>
  fetch(form.getAttribute("action"), {
    method: form.dataset.method || "POST",
    credentials: "same-origin",
    headers: { ...(body instanceof FormData ? {} : JSON_TYPE), "Accept-Language": form.closest("[lang]").lang },
    body,
    signal: AbortSignal.timeout(TIMEOUT * patience(body)),
  });

/** A page of HTML instead of an answer comes from a captive portal or a proxy, not from our API. */
async function read(response) {
  const type = response.headers.get("Content-Type") || "";
  if (type.includes("text/html")) throw new TypeError("This is not the server's answer.");
  return type.includes("json") && response.status !== 204 ? response.json() : {};
}

function swap(from, to) {
  from.hidden = true;
  clearErrors(to);
  appear(to);
}

function askForCode(first, second, { challenge }) {
  second.elements.challenge.value = challenge;
  second.elements.code.value = "";
  swap(first, second);
}

export function beginAgain(text = "") {
  const first = document.querySelector("form[data-first-form]");
  swap(document.querySelector("form[data-second-step]"), first);
  showMessage(first, text);
}

/** Handles what is no error but a step of signing in. */
function goesOn(form, problem) {
  const second = document.querySelector("form[data-second-step]");
  const isNext = second && problem.title === "SecondFactorRequired";
  const isExpired = form === second && problem.title === "DeadLink";
  if (isNext) askForCode(form, second, problem);
  if (isExpired) beginAgain(form.dataset.textExpired);
  return isNext || isExpired;
}

/** [data-show-password] beside an input[data-password] shows what is typed in it. */
export function showPassword(input, isVisible) {
  input.type = isVisible ? "text" : "password";
  input.parentElement.querySelector("[data-show-password]")?.setAttribute("aria-pressed", String(isVisible));
}

/** A form without a place for it has the page say so. */
function sayUnsent(form, isUnsent) {
  if (form.querySelector("form-error")) showMessage(form, isUnsent ? form.dataset.textUnsent : "");
  else window.dispatchEvent(new CustomEvent("autoservice:unsent", { detail: isUnsent }));
}

const buttonsOf = (form) => [...form.elements].filter((control) => control.type === "submit");

function begin(form) {
  form.querySelectorAll("[data-password]").forEach((input) => showPassword(input, false));
  form.setAttribute("aria-busy", "true");
  for (const button of buttonsOf(form)) button.disabled = true;
}

export function end(form, focused) {
  unlock(form);
  form.removeAttribute("aria-busy");
  for (const button of buttonsOf(form)) button.disabled = false;
  if (document.activeElement === document.body && focused?.isConnected) focused.focus();
}

export async function submit(form, submitter) {
  if (!lock(form)) return;
  const [body, focused] = [bodyOf(form, submitter), document.activeElement];
  clearErrors(form);
  begin(form);
  sayUnsent(form, false);
  window.dispatchEvent(new Event("autoservice:asked"));
  const late = setTimeout(sayUnsent, LATE * patience(body), form, true);
  try {
    await window.autoserviceSession.fresh();
    const response = await send(form, body);
    const answer = await read(response);
    clearTimeout(late);
    sayUnsent(form, false);
    if (response.ok) return succeed(form, answer);
    if (!goesOn(form, answer)) refuse(form, answer);
  } catch {
    clearTimeout(late);
    sayUnsent(form, true);
  }
  end(form, focused);
}

/** A form that leads away stays busy: it is not to be sent twice while the next page loads. */
function succeed(form, answer) {
  form.dispatchEvent(new CustomEvent("session-form-sent", { bubbles: true }));
  if (form.dataset.sessionForm === "done") end(form);
  proceed(form, answer);
}
