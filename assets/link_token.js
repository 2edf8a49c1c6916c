/**
 * What cannot wait for the modules of forms/.
 *
 * TOKENS   Emails lead to addresses like /password/reset#token=... The token is taken out of the address bar and the
 *          history before anything else runs, so that no server and nobody's eyes get it, and is kept for as long
 *          as the page is. <when-token> shows its content while there is one, <when-token missing> while there is none,
 *          <when-token query="ready"> where the address's query has that name: from the first paint.
 * SUBMITS  A form with data-session-form or data-queued is never submitted by the browser: early submits wait for the
 *          modules.
 */
(() => {
  "use strict";

  let taken = { path: "", token: "" };
  const token = () => (taken.path === location.pathname ? taken.token : "");

  const takeToken = () => {
    const found = new URLSearchParams(location.hash.slice(1)).get("token");
    if (!found) return;
    taken = { path: location.pathname, token: found };
    history.replaceState(history.state, "", location.pathname + location.search);
    document.querySelectorAll("when-token").forEach((element) => element.update());
  };

  class WhenToken extends HTMLElement {
    connectedCallback() {
      this.update();
    }

    update() {
      const query = this.getAttribute("query");
      this.hidden = query ? !new URLSearchParams(location.search).has(query) : this.hasAttribute("missing") === Boolean(token());
    }
  }

  const early = [];
  let submit = (...submitted) => early.push(submitted);

  const wait = (form, submitter) =>
    customElements.whenDefined("send-queue").then(() => form.requestSubmit(submitter));

  const onSubmit = (event) => {
    const isEarly = event.target.matches("form[data-queued]") && !customElements.get("send-queue");
    if (!isEarly && !event.target.matches("form[data-session-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    (isEarly ? wait : submit)(event.target, event.submitter);
  };

  const handleSubmits = (handler) => {
    submit = handler;
    early.splice(0).forEach((submitted) => submit(...submitted));
  };

  takeToken();
  customElements.define("when-token", WhenToken);
  window.autoserviceForms = { token, handleSubmits };
  window.addEventListener("popstate", takeToken); // before the router, which would send the address to the server
  document.addEventListener("submit", onSubmit, true);
})();
