/**
 * The language of the page, before and after the program has started.
 *
 * Pages are pre-rendered in the shop's language. For a viewer of the other one they stay hidden until the page has
 * switched, which it does as soon as it is connected, and for a second and a half at most. What is hidden cannot get
 * the focus, so the first field gets it then. And <html lang> follows the page's shell, for those who listen to it.
 */
(() => {
  "use strict";
  const page = document.documentElement;
  const chosen = document.cookie.match(/(?:^|; )autoservice_locale=(ru|en)/)?.[1];
  const accepted = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "ru" || tag === "en");
  const expected = chosen || accepted || page.lang;

  const isNothingFocused = () => document.activeElement === document.body;

  const focusFirst = () => {
    for (const field of document.querySelectorAll("[data-auto-focus]")) {
      if (isNothingFocused()) field.focus();
    }
  };

  const show = () => {
    if (!page.style.visibility) return;
    page.style.visibility = "";
    focusFirst();
  };
  const follow = () => {
    const shell = document.getElementById("main")?.closest("body [lang]");
    if (shell && shell.lang !== page.lang) page.lang = shell.lang;
    if (page.lang === expected) show();
  };
  new MutationObserver(follow).observe(page, { subtree: true, childList: true, attributeFilter: ["lang"] });
  if (expected === page.lang) return;
  page.style.visibility = "hidden";
  setTimeout(show, 1500);
})();
