/**
 * No flash of the wrong language. Pages are pre-rendered in the shop's language;
 * for a reader of the other one they stay hidden until the page has switched,
 * which it does as soon as it is connected, and for a second and a half at most.
 */
(() => {
  "use strict";
  const page = document.documentElement;
  const chosen = document.cookie.match(/(?:^|; )autoservice_locale=(ru|en)/)?.[1];
  const accepted = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "ru" || tag === "en");
  const wanted = chosen || accepted;
  if (!wanted || wanted === page.lang) return;

  const show = () => {
    page.style.visibility = "";
    switched.disconnect();
  };
  const switched = new MutationObserver(() => document.querySelector(`body [lang="${wanted}"] main`) && show());
  page.style.visibility = "hidden";
  switched.observe(page, { subtree: true, childList: true, attributeFilter: ["lang"] });
  setTimeout(show, 1500);
})();
