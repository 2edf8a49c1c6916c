/**
 * The language of the page, once the program has started.
 *
 * Pages are served in the language of the cookie, else of the browser. <html lang> follows the page's shell, for those
 * who listen to it, and the cookie follows an account that speaks otherwise, for the next page.
 */
(() => {
  "use strict";
  const page = document.documentElement;

  const follow = () => {
    const shell = document.getElementById("main")?.closest("body [lang]");
    if (!shell || shell.lang === page.lang) return;
    page.lang = shell.lang;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `autoservice_locale=${page.lang}; path=/; max-age=31536000; samesite=lax${secure}`;
  };
  new MutationObserver(follow).observe(page, { subtree: true, childList: true, attributeFilter: ["lang"] });
})();
