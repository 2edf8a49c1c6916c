/**
 * <talk-end url up-to> follows the last message of a talk. Once it has been on the screen, what is unread up to that
 * number is read. Without up-to there is nothing unread. A page that was opened for its #talk is scrolled to its end.
 */
const seen = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && entry.target.read()));
const lookAgain = () => document.querySelectorAll("talk-end").forEach((end) => end.look());
let target = location.hash;

class TalkEnd extends HTMLElement {
  static observedAttributes = ["up-to"];

  connectedCallback() {
    if (target === "#talk") this.scrollIntoView({ block: "center" });
    target = "";
    this.look();
  }

  disconnectedCallback() {
    seen.unobserve(this);
  }

  attributeChangedCallback() {
    this.look();
  }

  look() {
    seen.unobserve(this);
    if (this.isConnected && this.getAttribute("up-to")) seen.observe(this); // tells at once whether it is on the screen
  }

  async read() {
    if (document.visibilityState === "hidden") return;
    const [url, upTo] = [this.getAttribute("url"), Number(this.getAttribute("up-to"))];
    await window.autoserviceSession.fresh();
    const headers = { "Content-Type": "application/json" };
    await fetch(url, { method: "POST", headers, body: JSON.stringify({ up_to: upTo }) }).catch(() => {}); // said again later
  }
}

for (const name of ["visibilitychange", "online"]) window.addEventListener(name, lookAgain, true);
customElements.define("talk-end", TalkEnd);
