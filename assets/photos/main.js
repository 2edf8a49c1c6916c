/** Photos of stages and requests: looking at them (lightbox.js) and choosing some to send (tray.js). */
import "./lightbox.js";
import "./tray.js";
