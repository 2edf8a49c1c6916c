/**
 * <page-life> shows what is to be known of the page itself, in what it holds:
 *
 *   [data-when="stale"]     while the page may be out of date; its [data-message] then is data-text, or
 *                           data-text-as-of with {time} where that is known
 *   [data-when="outdated"]  once there is a new version; its [data-reload] loads it
 */
import { staleness, watchConnection } from "./connection.js";
import { hasNewVersion, reload, watchVersion } from "./version.js";

class PageLife extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("click", ({ target }) => target.closest("[data-reload]") && reload());
  }

  connectedCallback() {
    queueMicrotask(() => this.update()); // its content comes after it
  }

  update() {
    const [stale, outdated] = ["stale", "outdated"].map((name) => this.querySelector(`[data-when="${name}"]`));
    const age = staleness();
    if (stale && age) show(stale, age, this.closest("[lang]")?.lang);
    if (stale) stale.hidden = !age;
    if (outdated) outdated.hidden = !hasNewVersion();
  }
}

function show(place, { asOf }, language) {
  const time = asOf?.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const text = time ? place.dataset.textAsOf.replace("{time}", time) : place.dataset.text;
  const message = place.querySelector("[data-message]");
  if (message.textContent !== text) message.textContent = text;
}

const update = () => document.querySelectorAll("page-life").forEach((element) => element.update());

watchConnection(update);
watchVersion(update);
customElements.define("page-life", PageLife);
