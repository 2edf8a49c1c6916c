/**
 * <page-life> shows what is to be known of the page itself, in what it holds:
 *
 *   [data-when="stale"]     while the page may be out of date; its [data-message] then is data-text, or
 *                           data-text-as-of with {time} where that is known
 *   [data-when="outdated"]  once there is a new version; its [data-reload] loads it
 *   [data-when="missing"]   while a section that was tapped cannot be loaded; its [data-again] tries again
 *   [data-when="unsent"]    while something outside of forms is not sent; its [data-dismiss] hides it
 */
import { staleness, watchConnection } from "./connection.js";
import { loadAgain, misses, watchSections } from "./sections.js";
import { dismiss, hasUnsent, watchCommands } from "./unsent.js";
import { hasNewVersion, reload, watchVersion } from "./version.js";

class PageLife extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("click", ({ target }) => {
      if (target.closest("[data-reload]")) reload();
      if (target.closest("[data-again]")) loadAgain();
      if (target.closest("[data-dismiss]")) dismiss();
    });
  }

  connectedCallback() {
    queueMicrotask(() => this.update()); // its content comes after it
  }

  update() {
    const age = staleness();
    const stale = this.toggle("stale", age);
    if (stale && age) show(stale, age, this.closest("[lang]")?.lang);
    this.toggle("outdated", hasNewVersion());
    this.toggle("missing", misses());
    this.toggle("unsent", hasUnsent());
  }

  toggle(name, isShown) {
    const place = this.querySelector(`[data-when="${name}"]`);
    if (place) place.hidden = !isShown;
    return place;
  }
}

function show(place, { asOf }, language) {
  const time = asOf?.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const text = time ? place.dataset.textAsOf.replace("{time}", time) : place.dataset.text;
  const message = place.querySelector("[data-message]");
  if (message.textContent !== text) message.textContent = text;
}

function update() {
  document.querySelectorAll("page-life").forEach((element) => element.update());
  window.dispatchEvent(new CustomEvent("autoservice:staleness", { detail: staleness() })); // for offline/
}

watchConnection(update);
watchVersion(update);
watchSections(update);
watchCommands(update);
customElements.define("page-life", PageLife);
