/**
 * Where a session form leads once it was accepted, and what of its inputs later pages find again.
 *
 *   next    data-next, a path of this site. With data-follow-next the page's own "next" comes before it; with
 *           data-keep-next it is handed on. data-next-by="user.role" names a member of the answer whose value
 *           chooses another one: data-next-client, data-next-mechanic...
 *   home    "/"
 *   reload  the page again; what was typed and chosen in other forms is there again, but no passwords
 *   done    hides the form (or what else is in it), shows its [data-when-done], inside or beside the form, and
 *           fires "session-form-done", detail: the answer's JSON
 *
 * An input with data-kept="login" keeps what was sent with it, for such inputs of later pages in this tab, until
 * somebody signs out.
 */
import { nameOf, refill } from "../drafts/fields.js";

const KEPT = "autoservice-kept-";
const TYPED = "autoservice-typed";
const SECRET = "[type=hidden], [type=checkbox], [type=password], [type=file], [data-password]";
const OPEN = `form:is([data-session-form], [data-draft]) :is(input, textarea)[name]:not(${SECRET})`;

const UNFOLDED = "autoservice-unfolded";
const folds = () => [...document.querySelectorAll("main details")];

const nextOfPage = () => new URLSearchParams(location.search).get("next");

/** The address if it is one of this site. */
function ownAddress(text) {
  try {
    const url = new URL(text || "", location.origin);
    return text && url.origin === location.origin ? url : null;
  } catch {
    return null;
  }
}

function destination(form, answer) {
  const { dataset } = form;
  if (dataset.sessionForm === "home") return "/";
  const by = dataset.nextBy?.split(".").reduce((value, name) => value?.[name], answer);
  const chosen = (by && form.getAttribute(`data-next-${by}`)) || dataset.next;
  const followed = dataset.followNext !== undefined && ownAddress(nextOfPage());
  const address = followed || ownAddress(chosen) || new URL("/", location.origin);
  if (dataset.keepNext !== undefined && nextOfPage()) address.searchParams.set("next", nextOfPage());
  // Whole: a path may begin with "//", and alone it would be another site's address.
  return address.href;
}

/** Leaves the page, or shows what comes after the form. */
export function proceed(form, answer) {
  const then = form.dataset.sessionForm;
  if (then === "home") forgetKept();
  else keep(form);
  if (then === "done") finish(form, answer);
  else if (then === "reload") reload(form);
  else location.assign(destination(form, answer));
}

function finish(form, answer) {
  const place = form.querySelector("[data-when-done]") ?? form.parentElement.querySelector(":scope > [data-when-done]");
  form.querySelectorAll("input[type=password]").forEach((input) => (input.value = ""));
  if (place && form.contains(place)) {
    for (const child of form.children) child.hidden = !child.contains(place);
  } else if (place) form.hidden = true;
  if (place) appear(place);
  form.dispatchEvent(new CustomEvent("session-form-done", { bubbles: true, detail: answer }));
}

export function appear(element) {
  element.hidden = false;
  const first = element.querySelector("input:not([type=hidden])") ?? element;
  if (first === element) element.tabIndex = -1;
  first.focus();
}

/** A page that is loaded again, in another language perhaps, finds its token where it was. */
function reload(form) {
  keepTyped(form);
  keepChoices();
  sessionStorage.setItem(UNFOLDED, JSON.stringify(folds().map(({ open }) => open)));
  const token = window.autoserviceForms.token();
  if (token) history.replaceState(history.state, "", `#token=${token}`);
  location.reload();
}

/** What is chosen goes into the address, from which the page is filled. */
function keepChoices() {
  const address = new URL(location.href);
  document.querySelectorAll("select[data-in-address]").forEach((one) => address.searchParams.set(one.dataset.inAddress, one.value));
  history.replaceState(history.state, "", address);
}

function keep(form) {
  const inputs = form.querySelectorAll("input[data-kept]");
  inputs.forEach(({ dataset, value }) => sessionStorage.setItem(KEPT + dataset.kept, value));
}

function forgetKept() {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(KEPT)) sessionStorage.removeItem(name);
}

/** A language is chosen in the middle of a form: what is typed in it, and is no secret, outlives the reload. */
function keepTyped(submitted) {
  const inputs = [...document.querySelectorAll(OPEN)].filter(({ form, value }) => form !== submitted && value);
  const typed = inputs.map(({ form, name, value }) => [nameOf(form), name, value]);
  sessionStorage.setItem(TYPED, JSON.stringify(typed));
}

export function fillInputs() {
  const typed = JSON.parse(sessionStorage.getItem(TYPED) || "[]");
  sessionStorage.removeItem(TYPED);
  for (const [form, name, value] of typed) {
    const input = [...document.querySelectorAll(OPEN)].find((one) => one.name === name && nameOf(one.form) === form);
    if (input) refill(input, value);
  }
  for (const input of document.querySelectorAll("input[data-kept]")) {
    input.value ||= sessionStorage.getItem(KEPT + input.dataset.kept) ?? "";
  }
}

/** What was unfolded is so again, once as much is there: data come later than the page. */
export function unfold() {
  const were = JSON.parse(sessionStorage.getItem(UNFOLDED) || "[]");
  sessionStorage.removeItem(UNFOLDED);
  if (!were.includes(true)) return;
  const look = () => {
    if (folds().length < were.length) return;
    observer.disconnect();
    folds().forEach((fold, index) => (fold.open ||= Boolean(were[index])));
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true });
  look();
}
