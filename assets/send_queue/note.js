/**
 * <queue-note done="Completed" network="Completed, waits for the network" undo="Undo" undone="..." label="...">, in a
 * queued form: what became of the tap there. The button of a form whose note says anything is not offered (theme.css).
 */
import { element, faceOf } from "./card.js";
import { actionOf, laneOf } from "./item.js";
import { takeBack } from "./queue.js";
import { mine, notes, sending, views } from "./state.js";

const isUndo = ({ url }) => url.endsWith("/undo");

class QueueNote extends HTMLElement {
  #face = "";
  #sent = ""; // the step that was sent, until the page shows what follows from it

  get url() {
    return actionOf(this.closest("form"));
  }

  connectedCallback() {
    this.role = "status";
    this.tabIndex = -1;
    notes.add(this);
    document.addEventListener("send-queue:sent", this.#onSent);
    this.render();
  }

  disconnectedCallback() {
    notes.delete(this);
    document.removeEventListener("send-queue:sent", this.#onSent);
  }

  #onSent = ({ detail: { url } }) => {
    if (laneOf({ url }) === laneOf(this)) this.#sent = url;
  };

  render() {
    const waiting = mine().filter((item) => item.state === "pending" && laneOf(item) === laneOf(this));
    const item = waiting.findLast(({ url }) => url === this.url);
    const undo = item && waiting.find((other) => isUndo(other) && other.createdAt > item.createdAt);
    const isSent = !item && this.#sent === this.url;
    const face = item ? this.#textOf(item, undo) : isSent ? this.getAttribute("done") : "";
    const state = item?.attempts && !sending.has(item.id) ? "waiting" : "sending";
    const key = [face, state, item?.id, undo?.id].join();
    if (this.#face === key) return;
    this.#face = key;
    this.replaceChildren(...(face ? [element("span", "", face)] : []), ...(item && !undo ? this.#undo(item) : []));
    const hadFocus = this.closest("form").contains(document.activeElement); // its button is hidden while it waits
    if (face) this.setAttribute("state", state);
    else this.removeAttribute("state");
    if (hadFocus && state === "waiting") this.focus({ preventScroll: true });
  }

  #textOf(item, undo) {
    if (undo) return this.getAttribute("undone");
    if (item.attempts && item.reason === "network") return this.getAttribute("network");
    const [view] = views;
    return view ? `${this.getAttribute("done")} · ${faceOf(item, view.say).state}` : this.getAttribute("done");
  }

  #undo(item) {
    const text = this.getAttribute("undo");
    if (!text) return [];
    const button = Object.assign(element("button", "", text), { type: "button" });
    button.addEventListener("click", () => takeBack(item, this.getAttribute("label")));
    return [button];
  }
}

export const defineNote = () => customElements.define("queue-note", QueueNote);
