/* Keyboard, drafts, dialogs and what a swapped part needs. No text of its own: words come from the page. */
(function () {
  "use strict";
  var body = document.body;
  var all = function (selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  };

  /* --- storage that may be closed ------------------------------------------------------------------- */
  function kept(store, name, value) {
    try {
      if (value === undefined) return store.getItem(name);
      if (value === null) store.removeItem(name);
      else store.setItem(name, value);
    } catch (error) {
      return null;
    }
    return value;
  }

  /* --- toasts ---------------------------------------------------------------------------------------- */
  var TOAST_MS = 8000;

  function armToast(toast) {
    if (toast.dataset.armed) return;
    toast.dataset.armed = "1";
    if (!toast.classList.contains("note-stop")) window.setTimeout(function () { toast.remove(); }, TOAST_MS);
  }

  function say(text, level) {
    var toast = document.createElement("div");
    toast.className = "note note-" + (level || "info");
    toast.setAttribute("data-toast", "");
    var words = document.createElement("div");
    words.textContent = text;
    toast.appendChild(words);
    document.getElementById("toasts").appendChild(toast);
    armToast(toast);
  }

  /* --- dialogs, menus, theme ---------------------------------------------------------------------------- */
  function openDialog(id) {
    var dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    if (id === "keys") listKeys();
    dialog.showModal();
  }

  document.addEventListener("click", function (event) {
    var target = event.target;
    var hit = function (selector) { return target.closest(selector); };
    if (hit("[data-open]")) openDialog(hit("[data-open]").dataset.open);
    if (hit("[data-close]")) hit("dialog").close();
    if (target.nodeName === "DIALOG") target.close();
    if (hit("[data-dismiss]")) hit("[data-toast], .note").remove();
    if (hit("[data-theme-next]")) say(body.getAttribute("data-text-theme-" + window.arrearsTheme.next()));
    if (hit("[data-tour-done]")) endTour(hit("[data-tour]"));
    if (hit("[data-tour-show]")) pointAt(hit("[data-tour-show]").dataset.tourShow);
    if (hit("[data-tour-again]")) restartTours();
    if (hit("[data-choose]")) chooseInto(hit("[data-choose]"));
    if (hit("[data-cancel]")) clearInto(hit("[data-cancel]").dataset.cancel);
    all("details.menu[open]").forEach(function (menu) { if (!menu.contains(target)) menu.open = false; });
  });

  function chooseInto(button) {
    var radio = document.querySelector('#work [name="' + CSS.escape(button.dataset.choose) + '"][value="'
      + CSS.escape(button.dataset.chooseValue) + '"]');
    if (!radio) return;
    radio.checked = true;
    radio.focus();
  }

  function clearInto(selector) {
    var place = document.querySelector(selector);
    if (place) place.replaceChildren();
  }

  /* --- the first day: a panel on each main page until it is closed in this browser ---------------------- */
  var TOURS = ["worklist", "case", "team"];
  var POINT_MS = 2500;

  function startTour() {
    all("[data-tour]").forEach(function (tour) {
      tour.hidden = kept(window.localStorage, "tour:" + tour.dataset.tour) === "done";
    });
  }

  function endTour(tour) {
    kept(window.localStorage, "tour:" + tour.dataset.tour, "done");
    tour.hidden = true;
  }

  function pointAt(selector) {
    var place = document.querySelector(selector);
    if (!place) return;
    place.scrollIntoView({ block: "center" });
    place.classList.add("pointed");
    window.setTimeout(function () { place.classList.remove("pointed"); }, POINT_MS);
  }

  function restartTours() {
    TOURS.forEach(function (name) { kept(window.localStorage, "tour:" + name, null); });
    say(body.dataset.textTour);
  }

  /* --- keyboard ------------------------------------------------------------------------------------------ */
  var going = false;

  function keysOn() { return kept(window.localStorage, "keys") !== "off"; }

  function visible(element) { return element.offsetParent !== null || element.nodeName === "DIALOG"; }

  function press(element) {
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(element.nodeName)) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.focus();
      element.click();
    }
  }

  function moveRow(step) {
    var rows = all("[data-row]").filter(visible);
    if (!rows.length) return;
    var at = rows.indexOf(document.activeElement);
    var next = rows[Math.max(0, Math.min(rows.length - 1, at + step))] || rows[0];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      all("details.menu[open]").forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName)) event.target.blur();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return;
    if (document.querySelector("dialog[open]")) return;
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (going) {
      going = false;
      var place = document.querySelector('[data-go="' + CSS.escape(key) + '"]');
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    if (key === "g") { going = true; window.setTimeout(function () { going = false; }, 1500); return; }
    if (key === "j" || key === "k") { moveRow(key === "j" ? 1 : -1); return; }
    var found = all('[data-key="' + CSS.escape(key) + '"]').filter(visible)[0];
    if (found) { event.preventDefault(); press(found); }
  });

  function keyLine(list, keys, label) {
    var term = document.createElement("dt");
    keys.forEach(function (key) {
      var cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap, " ");
    });
    var words = document.createElement("dd");
    words.textContent = label;
    list.append(term, words);
  }

  function listKeys() {
    var list = document.querySelector("[data-keys-list]");
    if (!list) return;
    list.replaceChildren();
    var seen = {};
    all("[data-key]").filter(visible).forEach(function (element) {
      var key = element.dataset.key;
      if (seen[key]) return;
      seen[key] = true;
      keyLine(list, [key], element.dataset.keyLabel || element.textContent.trim());
    });
    if (document.querySelector("[data-row]")) keyLine(list, ["j", "k"], list.dataset.rowsText);
    all("[data-go]").forEach(function (element) {
      keyLine(list, ["g", element.dataset.go], list.dataset.goText.replace("{place}", element.textContent.trim()));
    });
    keyLine(list, ["Ctrl", "Enter"], list.dataset.sendText);
    document.querySelector("[data-keys-switch]").checked = keysOn();
  }

  document.addEventListener("change", function (event) {
    var target = event.target;
    if (target.matches("[data-keys-switch]")) kept(window.localStorage, "keys", target.checked ? "on" : "off");
    if (target.matches("[data-autosubmit]") && target.form) target.form.requestSubmit();
  });

  /* --- drafts: kept in this tab alone, gone when sent or logged out ----------------------------------------- */
  function draftName(field) { return "draft:" + field.dataset.draft; }

  document.addEventListener("input", function (event) {
    if (event.target.dataset && event.target.dataset.draft) {
      kept(window.sessionStorage, draftName(event.target), event.target.value || null);
    }
  });

  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-logout]")) {
      try { window.sessionStorage.clear(); } catch (error) { /* closed storage holds nothing */ }
    }
  });

  function restoreDrafts(within) {
    all("[data-draft]", within).forEach(function (field) {
      var draft = kept(window.sessionStorage, draftName(field));
      if (draft && !field.value) {
        field.value = draft;
        say(body.dataset.textRestored);
      }
    });
  }

  /* --- the talk's clock ------------------------------------------------------------------------------------- */
  function startTimers(within) {
    all("[data-timer]", within).forEach(function (face) {
      var began = window.performance.now();
      var field = document.getElementById(face.dataset.timer);
      var tick = window.setInterval(function () {
        if (!face.isConnected) { window.clearInterval(tick); return; }
        var seconds = Math.floor((window.performance.now() - began) / 1000);
        face.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
        if (field && !field.dataset.touched) field.value = String(seconds);
      }, 1000);
      if (field) field.addEventListener("input", function () { field.dataset.touched = "1"; });
    });
  }

  /* --- what was unmasked is covered again ------------------------------------------------------------------- */
  var REVEAL_MS = 60000;

  function coverLater(within) {
    all("[data-cover]", within).forEach(function (shown) {
      window.setTimeout(function () { if (shown.isConnected) shown.textContent = shown.dataset.cover; }, REVEAL_MS);
    });
  }

  /* --- a table wider than its panel is scrolled by keyboard too ---------------------------------------------- */
  function reachWide(within) {
    all(".table-wrap", within).forEach(function (wrap) {
      if (wrap.scrollWidth <= wrap.clientWidth || wrap.hasAttribute("tabindex")) return;
      var panel = wrap.closest("section, .panel");
      var title = panel && panel.querySelector("h2[id], h3[id]");
      wrap.tabIndex = 0;
      wrap.setAttribute("role", "region");
      wrap.setAttribute(title ? "aria-labelledby" : "aria-label", title ? title.id : document.title);
    });
  }

  /* --- parts that htmx swaps ---------------------------------------------------------------------------------- */
  function prepare(within) {
    all("[data-toast]", within).forEach(armToast);
    restoreDrafts(within);
    startTimers(within);
    coverLater(within);
    reachWide(within);
  }

  body.addEventListener("htmx:beforeSwap", function (event) {
    var answered = event.detail.xhr.responseURL || "";
    if (new URL(answered || window.location.href).pathname.indexOf("/accounts/login") === 0) {
      event.detail.shouldSwap = false; // the session ended: the whole page goes to the login
      window.location.reload();
    }
  });

  body.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt;
    if (event.detail.successful && form.matches && form.matches("form")) {
      all("[data-draft]", form).forEach(function (field) { kept(window.sessionStorage, draftName(field), null); });
    }
  });

  body.addEventListener("htmx:load", function (event) {
    var part = event.detail.elt;
    if (part === body) return;
    prepare(part);
    var focus = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
    if (!focus) return;
    var field = focus.querySelector("input:not([type=hidden]), select, textarea");
    (field || focus).focus({ preventScroll: true });
    focus.scrollIntoView({ block: "nearest" });
  });

  body.addEventListener("htmx:responseError", function (event) {
    say(event.detail.xhr.status === 403 ? body.dataset.textForbidden : body.dataset.textFailed, "stop");
  });
  body.addEventListener("htmx:sendError", function () { say(body.dataset.textFailed, "stop"); });

  startTour();
  prepare(document);
  window.addEventListener("resize", function () { reachWide(document); });
})();
