/**
 * Forms that change who the browser is: sign in, sign out, language.
 *
 * They go by fetch, because only an HTTP answer can set an HttpOnly cookie, and
 * are followed by a full navigation, because a socket keeps the headers of its
 * handshake for as long as it lives.
 *
 *   <form data-session-form="next|home|reload" action="/api/..." data-next="/path">
 *     <form-error></form-error>   where an error is told; nothing typed is lost
 *
 * "next" goes to data-next (a path of this site), "home" to "/", "reload" loads
 * the page again. data-text-offline is shown when the server does not answer.
 */
(() => {
  "use strict";

  const destination = (form) => {
    if (form.dataset.sessionForm === "reload") return location.href;
    if (form.dataset.sessionForm === "home") return "/";
    const wanted = new URL(form.dataset.next || "/", location.origin);
    return wanted.origin === location.origin ? wanted.pathname + wanted.search + wanted.hash : "/";
  };

  const tell = (form, text) => {
    const place = form.querySelector("form-error");
    if (place) place.textContent = text;
  };

  const problemText = async (response) => {
    const problem = await response.json().catch(() => ({}));
    const fields = (problem.errors || []).map((error) => error.detail);
    return [problem.detail, ...fields].filter(Boolean).join(" ") || `${response.status}`;
  };

  const send = (form) =>
    fetch(form.getAttribute("action"), {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "Accept-Language": form.closest("[lang]").lang },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });

  const submit = async (form) => {
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    tell(form, "");
    try {
      const response = await send(form);
      if (!response.ok) return tell(form, await problemText(response));
      const target = destination(form);
      if (target === location.href) location.reload();
      else location.assign(target);
    } catch {
      tell(form, form.dataset.textOffline || "");
    } finally {
      delete form.dataset.busy;
    }
  };

  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("form[data-session-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      submit(event.target);
    },
    true,
  );
})();
