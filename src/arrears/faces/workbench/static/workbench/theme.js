/* Runs before the first paint, so that a dark page never flashes white. The choice is kept in the browser. */
(function () {
  "use strict";
  var media = window.matchMedia("(prefers-color-scheme: dark)");

  function choice() {
    try {
      return window.localStorage.getItem("theme") || "auto";
    } catch (error) {
      return "auto"; // storage may be closed by the browser's settings
    }
  }

  function apply() {
    var chosen = choice();
    var dark = chosen === "dark" || (chosen === "auto" && media.matches);
    document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
    document.documentElement.setAttribute("data-theme-choice", chosen);
  }

  media.addEventListener("change", apply);
  window.arrearsTheme = {
    next: function () {
      var order = ["auto", "light", "dark"];
      var following = order[(order.indexOf(choice()) + 1) % order.length];
      try {
        window.localStorage.setItem("theme", following);
      } catch (error) {
        /* the page still changes, the choice is not kept */
      }
      apply();
      return following;
    },
    choice: choice,
  };
  apply();
})();
