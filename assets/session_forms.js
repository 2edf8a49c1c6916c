/**
 * Forms that change who the browser is, or what the account is: sign in, register, password, profile.
 *
 * They go by fetch, because only an HTTP answer can set an HttpOnly cookie, and are mostly followed by a full
 * navigation, because a socket keeps the headers of its handshake for as long as it lives.
 *
 *   <form data-session-form="next|home|reload|done" action="/api/..." data-method="PATCH">
 *
 * WHERE TO  next    data-next, a path of this site. With data-follow-next the page's own query
 *                   parameter "next" comes before it; with data-keep-next it is handed on.
 *                   data-next-by="user.role" names a member of the answer whose value chooses
 *                   another one: data-next-client, data-next-mechanic...
 *           home    "/"
 *           reload  the page again; what was typed in other forms of this kind is there again, but no passwords
 *           done    stays: hides the form (or what else is in it) and shows its [data-when-done], inside it
 *                   or beside it; the form fires "session-form-done", detail: the answer's JSON
 *           Before any of them the form fires "session-form-sent".
 *
 * WHAT      The fields as one JSON object, by data-method (POST). An empty input with data-optional is left
 *           out. An input with data-from-hash="token" has the value that stood in the address: see below.
 *           An input with data-kept="login" keeps what was sent with it, for such inputs of later pages in this tab.
 *           Signing out forgets it.
 *
 * ERRORS    The details of single fields go into the [data-error-for=NAME] of the form or the [data-field-error] of
 *           the field's [data-field], and the first such field gets the focus; the problem's own detail, and those
 *           of fields that the form does not have, go into its <form-error>. Nothing typed is lost. data-text-offline is said
 *           when the server does not answer, data-text-dead-link instead of what it says about a dead link.
 *
 * SECOND    When signing in needs a code, the form with data-second-step takes the first one's place, with the
 *           challenge in its input of that name; a [data-first-step] button leads back. data-text-expired is said
 *           when that took too long.
 *
 * TOKENS    Letters lead to addresses like /password/reset#token=... The token is taken out of the address bar and
 *           the history before anything else runs, so that no server and nobody's eyes get it, and is held for
 *           as long as the page is. <when-token> shows what is in it while there is one, <when-token missing> while
 *           there is none.
 *
 * PASSWORDS [data-show-password] beside an input shows what is typed in it.
 *
 * This script is not deferred: see TOKENS.
 */
(() => {
  "use strict";

  const TIMEOUT = 30_000;
  const KEPT = "autoservice-kept-";
  const TYPED = "autoservice-typed";

  // ---------------------------------------------------------------- tokens in addresses

  let held = { path: "", token: "" };
  const heldToken = () => (held.path === location.pathname ? held.token : "");

  const takeToken = () => {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (!token) return;
    held = { path: location.pathname, token };
    history.replaceState(history.state, "", location.pathname + location.search);
    document.querySelectorAll("when-token").forEach((element) => element.update());
  };

  /** A page that is loaded again, in another language perhaps, finds its token where it was. */
  const reload = (form) => {
    keepTyped(form);
    if (heldToken()) history.replaceState(history.state, "", `#token=${heldToken()}`);
    location.reload();
  };

  customElements.define(
    "when-token",
    class extends HTMLElement {
      connectedCallback() {
        this.update();
      }

      update() {
        this.hidden = this.hasAttribute("missing") === Boolean(heldToken());
      }
    },
  );

  // ---------------------------------------------------------------- what is sent

  const valueOf = (control, value) => (control?.dataset?.fromHash ? heldToken() : value);

  const bodyOf = (form, submitter) => {
    const entries = [...new FormData(form)].map(([name, value]) => [name, valueOf(form.elements[name], value)]);
    if (submitter?.name) entries.push([submitter.name, submitter.value]);
    const isMissing = ([name, value]) => value === "" && form.elements[name]?.hasAttribute?.("data-optional");
    return JSON.stringify(Object.fromEntries(entries.filter((entry) => !isMissing(entry))));
  };

  const send = (form, body) =>
    fetch(form.getAttribute("action"), {
      method: (form.dataset.method || "POST").toUpperCase(),
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "Accept-Language": form.closest("[lang]").lang },
      body,
      signal: AbortSignal.timeout(TIMEOUT),
    });

  /** A page of HTML instead of an answer comes from a captive portal or a proxy, not from our API. */
  const read = async (response) => {
    const type = response.headers.get("Content-Type") || "";
    if (type.includes("text/html")) throw new TypeError("This is not the server's answer.");
    return type.includes("json") && response.status !== 204 ? response.json() : {};
  };

  // ---------------------------------------------------------------- where to, afterwards

  const nextOfPage = () => new URLSearchParams(location.search).get("next");

  /** The address if it is one of this site. */
  const ownAddress = (text) => {
    try {
      const url = new URL(text || "", location.origin);
      return text && url.origin === location.origin ? url : null;
    } catch {
      return null;
    }
  };

  const destination = (form, answer) => {
    if (form.dataset.sessionForm === "home") return "/";
    const by = form.dataset.nextBy?.split(".").reduce((value, name) => value?.[name], answer);
    const chosen = (by && form.getAttribute(`data-next-${by}`)) || form.dataset.next || "/";
    const wished = form.hasAttribute("data-follow-next") && ownAddress(nextOfPage());
    const address = wished || ownAddress(chosen) || new URL("/", location.origin);
    if (form.hasAttribute("data-keep-next") && nextOfPage()) address.searchParams.set("next", nextOfPage());
    // Whole: a path may begin with "//", and alone it would be another site's address.
    return address.href;
  };

  const finish = (form, answer) => {
    const place = form.querySelector("[data-when-done]") ?? form.parentElement.querySelector(":scope > [data-when-done]");
    form.querySelectorAll("input[type=password]").forEach((input) => (input.value = ""));
    if (place && form.contains(place)) {
      for (const child of form.children) child.hidden = !child.contains(place);
    } else if (place) form.hidden = true;
    if (place) appear(place);
    form.dispatchEvent(new CustomEvent("session-form-done", { bubbles: true, detail: answer }));
  };

  const appear = (element) => {
    element.hidden = false;
    const first = element.querySelector("input:not([type=hidden])") ?? element;
    if (first === element) element.tabIndex = -1;
    first.focus();
  };

  const keep = (form) => {
    for (const input of form.querySelectorAll("input[data-kept]")) {
      sessionStorage.setItem(KEPT + input.dataset.kept, input.value);
    }
  };

  const fillKept = () => {
    for (const input of document.querySelectorAll("input[data-kept]")) {
      input.value ||= sessionStorage.getItem(KEPT + input.dataset.kept) ?? "";
    }
  };

  const forgetKept = () => {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(KEPT)) sessionStorage.removeItem(name);
  };

  const OPEN = "form[data-session-form] input[name]:not([type=hidden], [type=password], [data-password])";

  /** A language is chosen in the middle of a form: what is typed in it, and is no secret, outlives the reload. */
  const keepTyped = (sent) => {
    const inputs = [...document.querySelectorAll(OPEN)].filter(({ form, value }) => form !== sent && value);
    const typed = inputs.map(({ form, name, value }) => [form.getAttribute("action"), name, value]);
    sessionStorage.setItem(TYPED, JSON.stringify(typed));
  };

  const fillTyped = () => {
    const typed = JSON.parse(sessionStorage.getItem(TYPED) || "[]");
    sessionStorage.removeItem(TYPED);
    for (const [action, name, value] of typed) {
      const input = document.querySelector(`form[action="${CSS.escape(action)}"] input[name="${CSS.escape(name)}"]`);
      if (input?.matches(OPEN)) input.value = value;
    }
  };

  // ---------------------------------------------------------------- what went wrong

  let messages = 0;

  const tell = (form, text) => {
    const place = form.querySelector("form-error");
    if (place) place.textContent = text;
    return place;
  };

  const controlsOf = (form, name) =>
    [...form.elements].filter((control) => control.name === name && control.type !== "hidden");

  const placeFor = (form, control) =>
    form.querySelector(`[data-error-for="${CSS.escape(control.name)}"]`) ??
    control.closest("[data-field]")?.querySelector("[data-field-error]");

  const mark = (control, place) => {
    place.id ||= `session-form-message-${(messages += 1)}`;
    control.dataset.describedBy ??= control.getAttribute("aria-describedby") ?? "";
    control.setAttribute("aria-describedby", `${control.dataset.describedBy} ${place.id}`.trim());
    control.setAttribute("aria-invalid", "true");
    control.dataset.invalid = "";
  };

  const unmark = (control) => {
    if (control.dataset.invalid === undefined) return;
    control.removeAttribute("aria-invalid");
    control.removeAttribute("data-invalid");
    if (control.dataset.describedBy) control.setAttribute("aria-describedby", control.dataset.describedBy);
    else control.removeAttribute("aria-describedby");
    const place = placeFor(control.form, control);
    if (place) place.textContent = "";
  };

  const clear = (form) => {
    tell(form, "");
    [...form.elements].forEach(unmark);
  };

  /** Says each error beside its field; returns what has no field here. */
  const tellFields = (form, errors) =>
    errors.filter(({ field, detail }) => {
      const [control] = controlsOf(form, field);
      const place = control && placeFor(form, control);
      if (!place) return true;
      place.textContent = detail;
      mark(control, place);
      return false;
    });

  const sayingOf = (form, { title, detail }) => (title === "DeadLink" && form.dataset.textDeadLink) || detail;

  const refuse = (form, problem) => {
    const errors = problem.errors ?? [];
    const homeless = tellFields(form, errors).map((error) => error.detail);
    const isWhole = homeless.length > 0 || errors.length === 0;
    const said = isWhole ? [...new Set([sayingOf(form, problem), ...homeless])].filter(Boolean).join(" ") : "";
    const isMarked = (control) => control.dataset.invalid !== undefined;
    tell(form, said || ([...form.elements].some(isMarked) ? "" : form.dataset.textOffline || ""));
    [...form.elements].find(isMarked)?.focus();
  };

  // ---------------------------------------------------------------- the second step of signing in

  const swap = (from, to) => {
    from.hidden = true;
    clear(to);
    appear(to);
  };

  const firstStep = () => document.querySelector("form[data-first-form]");
  const secondStep = () => document.querySelector("form[data-second-step]");

  const askForCode = (form, { challenge }) => {
    const second = secondStep();
    second.elements.challenge.value = challenge;
    second.elements.code.value = "";
    swap(form, second);
  };

  const beginAgain = (text) => {
    const first = firstStep();
    swap(secondStep(), first);
    tell(first, text);
  };

  /** What is no error but the way signing in goes on. */
  const goesOn = (form, problem) => {
    const isExpired = form.matches("[data-second-step]") && problem.title === "DeadLink";
    const isSecond = problem.title === "SecondFactorRequired" && secondStep();
    if (isSecond) askForCode(form, problem);
    if (isExpired) beginAgain(form.dataset.textExpired);
    return isSecond || isExpired;
  };

  // ---------------------------------------------------------------- one submit

  const buttonsOf = (form) => [...form.elements].filter((control) => control.type === "submit");

  const begin = (form) => {
    form.dataset.busy = "yes";
    form.querySelectorAll("[data-password]").forEach((input) => show(input, false));
    form.setAttribute("aria-busy", "true");
    for (const button of buttonsOf(form)) button.disabled = true;
  };

  const end = (form, focused) => {
    delete form.dataset.busy;
    form.removeAttribute("aria-busy");
    for (const button of buttonsOf(form)) button.disabled = false;
    if (document.activeElement === document.body && focused?.isConnected) focused.focus();
  };

  const submit = async (form, submitter) => {
    if (form.dataset.busy) return;
    const [body, focused] = [bodyOf(form, submitter), document.activeElement];
    clear(form);
    begin(form);
    try {
      await window.autoserviceSession.fresh();
      const response = await send(form, body);
      const answer = await read(response);
      if (response.ok) return succeed(form, answer);
      if (!goesOn(form, answer)) refuse(form, answer);
    } catch {
      tell(form, form.dataset.textOffline || "");
    }
    end(form, focused);
  };

  /** A form that leads away stays busy: it is not to be sent twice while the next page loads. */
  const succeed = (form, answer) => {
    form.dispatchEvent(new CustomEvent("session-form-sent", { bubbles: true }));
    if (form.dataset.sessionForm === "home") forgetKept();
    else keep(form);
    if (form.dataset.sessionForm === "done") {
      end(form);
      finish(form, answer);
    } else if (form.dataset.sessionForm === "reload") reload(form);
    else location.assign(destination(form, answer));
  };

  // ---------------------------------------------------------------- passwords that can be seen

  const show = (input, visible) => {
    input.type = visible ? "text" : "password";
    const button = input.parentElement.querySelector("[data-show-password]");
    button?.setAttribute("aria-pressed", String(visible));
  };

  const toggle = (button) => {
    const input = button.parentElement.querySelector("[data-password]");
    show(input, input.type === "password");
    input.focus();
  };

  // ---------------------------------------------------------------- wiring

  const onSubmit = (event) => {
    if (!event.target.matches("form[data-session-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    submit(event.target, event.submitter);
  };

  const onClick = ({ target }) => {
    const button = target.closest?.("[data-show-password], [data-first-step]");
    if (button?.matches("[data-show-password]")) toggle(button);
    else if (button) beginAgain("");
  };

  const onInput = ({ target }) => {
    if (target.form?.matches("form[data-session-form]")) unmark(target);
  };

  /** A page that comes back as it was left, with its form still busy. */
  const onPageShow = ({ persisted }) => {
    if (persisted) document.querySelectorAll("form[data-busy]").forEach((form) => end(form));
  };

  takeToken();
  window.addEventListener("popstate", takeToken); // before the router, which would tell the server
  window.addEventListener("pageshow", onPageShow);
  document.addEventListener("DOMContentLoaded", fillTyped);
  document.addEventListener("DOMContentLoaded", fillKept);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("click", onClick);
  document.addEventListener("input", onInput);
})();
