/**
 * <send-queue owner="user-id" texts="{...}"> draws the items of its owner; without it nothing is sent.
 *
 * Reflects pending="N" and failed="N", and volatile while something is in memory only.
 */
import { draw, element, faceOf, save } from "./card.js";
import { discard, dismiss, ownerChanged, retry } from "./queue.js";
import { currentOwner, find, isNoted, mine, render, sent, store, views } from "./state.js";

const ACTIONS = { retry, discard, dismiss, save };

class SendQueue extends HTMLElement {
  // No properties named like attributes: React would set those instead of the attributes.
  static observedAttributes = ["owner", "texts"];
  #list = element("div", "");
  #cards = new Map(); // item id -> {key, node, release}
  #warning = element("p", "warning");

  connectedCallback() {
    this.#list.setAttribute("role", "status");
    this.append(this.#list);
    views.add(this);
    ownerChanged();
  }

  disconnectedCallback() {
    views.delete(this);
    for (const id of [...this.#cards.keys()]) this.#removeCard(id);
    for (const count of ["pending", "failed"]) this.removeAttribute(count); // not known any more
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !views.has(this)) return;
    if (name === "owner") ownerChanged();
    else render();
  }

  render() {
    const own = mine().filter((item) => !sent.has(item.id));
    const done = [...sent.values()].filter((item) => !item.isStep && item.owner === currentOwner());
    const shown = [...own.filter((item) => item.state === "failed" || !isNoted(item)), ...done];
    shown.sort((a, b) => a.createdAt - b.createdAt);
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    this.setAttribute("pending", own.filter((item) => item.state === "pending").length);
    this.setAttribute("failed", own.filter((item) => item.state === "failed").length);
    for (const id of [...this.#cards.keys()]) if (!shown.some((item) => item.id === id)) this.#removeCard(id);
    shown.forEach((item, index) => this.#place(this.#card(item), index));
    const isVolatile = own.some((item) => store.unsafe.has(item.id));
    this.toggleAttribute("volatile", isVolatile);
    this.#warn(isVolatile);
    if (focused && !focused.isConnected) this.#keepFocus(focused.className);
  }

  /** The button that was pressed has gone with its card: the focus stays near, not at the top of the page. */
  #keepFocus(name) {
    const next = this.#list.querySelector(`button.${name}`) ?? this.#list.querySelector("button");
    (next ?? document.getElementById("main"))?.focus({ preventScroll: true });
  }

  /** Not a part of the face: nobody wants every percent read aloud. */
  progress(id, share) {
    const bar = this.#cards.get(id)?.node.querySelector("progress");
    if (bar) bar.value = share;
  }

  say = Object.defineProperty((name) => JSON.parse(this.getAttribute("texts"))[name], "language", {
    get: () => this.closest("[lang]")?.lang || undefined,
  });

  #place(node, index) {
    const there = this.#list.children[index] ?? null;
    if (there !== node) this.#list.insertBefore(node, there);
  }

  #warn(needed) {
    const text = needed ? this.say("volatile") : "";
    if (this.#warning.textContent !== text) this.#warning.textContent = text;
    if (!needed) this.#warning.remove();
    else if (this.#list.lastChild !== this.#warning) this.#list.append(this.#warning);
  }

  #card(item) {
    const face = faceOf(item, this.say);
    const key = JSON.stringify(face);
    const old = this.#cards.get(item.id);
    if (old?.key === key) return old.node;
    const card = { key, ...draw(item, face, this.say, (name) => ACTIONS[name](find(item.id) ?? item)) };
    old?.node.replaceWith(card.node);
    old?.release();
    this.#cards.set(item.id, card);
    return card.node;
  }

  #removeCard(id) {
    const { node, release } = this.#cards.get(id);
    node.remove();
    release();
    this.#cards.delete(id);
  }
}

export const define = () => customElements.define("send-queue", SendQueue);
