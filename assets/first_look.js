/**
 * Shows what a page is opened for before the program has come, which draws the same in its place. The build leaves the
 * HTML in a <noscript>, with a mark for each value; the values come by the early socket (first_look.py).
 */
(() => {
  "use strict";
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escaped = (value) => String(value ?? "").replace(/[&<>"]/g, (sign) => SIGNS[sign]);

  /** Fills the page from a message of the socket, if that has its values. */
  window.autoserviceFirstLook = (message) => {
    const template = document.querySelector("noscript[data-state]");
    if (!template && document.readyState === "loading") {
      const again = () => window.autoserviceFirstLook(message);
      document.addEventListener("readystatechange", again, { once: true });
    }
    if (!template || !message.includes(template.dataset.state)) return;
    const { state, path, shows } = template.dataset;
    const values = JSON.parse(message.slice(message.indexOf("[")))[1].delta?.[state];
    if (!values?.[shows] || values[path] !== location.pathname.replace(/\/+$/, "")) return;
    const value = (names) => names.split(".").reduce((found, name) => found?.[name], values);
    template.nextElementSibling.innerHTML = template.textContent.replace(/⟦(.+?)⟧/g, (_, names) => escaped(value(names)));
  };
})();
