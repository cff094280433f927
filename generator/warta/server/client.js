// Given to every page that `warta serve` shows: reloads it when it has changed, puts new style sheets in, shows errors.
(() => {
  "use strict";
  const page = document.currentScript.dataset.page;
  const digest = /\.[0-9a-f]{10}(\.css)$/;
  let line = null;
  let panel = null;
  let hidden = false;
  let notes = null;
  let shown = "";
  let open = sessionStorage.getItem("warta-findings") === "open";  // also after the page has been reloaded

  // A page that nobody sees holds no line: browsers allow few of them at a time.
  function listen() {
    if (document.visibilityState === "hidden") {
      if (line) line.close();
      line = null;
    } else if (!line) {
      line = new EventSource("/_warta/events?path=" + encodeURIComponent(decoded(location.pathname)));
      line.onmessage = (event) => take(JSON.parse(event.data));
    }
  }

  function decoded(path) {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }

  function take(state) {
    showProblems(state);
    showFindings(state);
    if (state.problems.length) return;
    if (state.go && decoded(state.go) !== decoded(location.pathname)) location.assign(state.go);
    else if (state.page !== page) location.reload();
    else for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) renewStyle(link, state.styles);
  }

  function renewStyle(link, styles) {
    const old = new URL(link.href);
    const wanted = styles[old.pathname.replace(digest, "$1")];
    if (old.origin !== location.origin || !wanted || wanted === old.pathname) return;
    const next = link.cloneNode();
    next.href = wanted;
    next.onload = next.onerror = () => link.remove();
    link.after(next);
  }

  function element(tag, text, kind) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  // Put in by script, since the site's own policy rightly allows no styles within its pages.
  function sheet(text) {
    const made = new CSSStyleSheet();
    made.replaceSync(text);
    return made;
  }

  function excerpt(problem) {
    const block = element("pre", "", "lines");
    for (const [number, text, wrong] of problem.lines) {
      const row = element("span", "", wrong ? "line wrong" : "line");
      row.append(element("span", String(number).padStart(4) + " ", "number"), text + "\n");
      block.append(row);
      if (wrong && problem.column) {
        block.append(element("span", " ".repeat(4 + problem.column) + "^\n", "mark"));
      }
    }
    return block;
  }

  function article(problem, texts) {
    const item = element("article");
    item.append(element("p", problem.place, "place"), element("h3", problem.what));
    if (problem.lines.length) item.append(excerpt(problem));
    for (const part of ["why", "fix"]) {
      const sentence = element("p");
      sentence.append(element("b", texts[part] + ": "), problem[part]);
      item.append(sentence);
    }
    item.append(element("p", problem.rule, "rule"));
    return item;
  }

  // What `check` finds: of this page's story first, that of other files folded. Folded until somebody opens it.
  function showFindings(state) {
    const key = JSON.stringify([state.own, state.others, state.rest, state.problems.length]);
    if (notes && key === shown) return;
    shown = key;
    if (notes) notes.remove();
    notes = null;
    if (state.problems.length || !(state.own.length || state.rest)) return;
    notes = element("warta-findings");
    notes.lang = state.language;
    const root = notes.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(STYLE + NOTES)];
    const box = element("details");
    box.open = open;
    box.ontoggle = () => {
      open = box.open;
      sessionStorage.setItem("warta-findings", open ? "open" : "");
    };
    const count = state.own.length ? state.texts.own : state.rest ? state.texts.others : state.texts.none;
    const list = element("div", "", "list");
    for (const finding of state.own) list.append(article(finding, state.texts));
    if (!state.own.length) list.append(element("p", state.texts.none));
    if (state.rest) {
      const others = element("details", "", "others");
      others.append(element("summary", state.texts.others));
      for (const finding of state.others) others.append(article(finding, state.texts));
      if (state.rest > state.others.length) others.append(element("p", "…"));
      list.append(others);
    }
    box.append(element("summary", count, state.own.length ? "own" : ""), list);
    root.append(box);
    document.documentElement.append(notes);
  }

  function showProblems(state) {
    if (panel) panel.remove();
    panel = null;
    if (!state.problems.length) {
      hidden = false;
      return;
    }
    panel = element("warta-errors");
    panel.lang = state.language;
    const root = panel.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(STYLE)];
    const box = element("section");
    box.setAttribute("role", "alert");
    const title = element("h2", state.texts.title);
    const toggle = element("button", "");
    toggle.type = "button";
    const list = element("div", "", "list");
    const fold = () => {
      list.hidden = hidden;
      toggle.textContent = hidden ? state.texts.show : state.texts.hide;
      toggle.setAttribute("aria-expanded", String(!hidden));
    };
    toggle.onclick = () => {
      hidden = !hidden;
      fold();
    };
    fold();
    const head = element("header");
    head.append(title, toggle);
    for (const problem of state.problems) list.append(article(problem, state.texts));
    if (state.more) list.append(element("p", state.more));
    box.append(head, list);
    root.append(box);
    document.documentElement.append(panel);
  }

  const STYLE = `
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 70vh; overflow: auto;
      box-sizing: border-box; background: #1d1513; color: #f6efe9; border-top: 4px solid #e2533a;
      font: 16px/1.5 system-ui, sans-serif; box-shadow: 0 -6px 24px rgb(0 0 0 / .35); }
    header { position: sticky; top: 0; display: flex; gap: 1rem; align-items: center; justify-content: space-between;
      background: #1d1513; padding: .6rem 1.25rem; }
    h2 { margin: 0; font-size: 1.05rem; }
    h3 { margin: .1rem 0 .4rem; font-size: 1.05rem; }
    button { font: inherit; color: inherit; background: #3a2b27; border: 1px solid #8d756c; border-radius: 4px;
      padding: .2rem .8rem; cursor: pointer; }
    button:focus-visible { outline: 3px solid #ffb59f; outline-offset: 2px; }
    .list { padding: 0 1.25rem 1rem; }
    .list[hidden] { display: none; }
    article { border-top: 1px solid #4a3a35; padding: .8rem 0; max-width: 60rem; overflow-wrap: anywhere; }
    p { margin: .25rem 0; }
    .place { color: #ffb59f; font: 14px/1.5 ui-monospace, monospace; }
    .rule { color: #b8a69e; font: 13px/1.5 ui-monospace, monospace; }
    pre { margin: .5rem 0; padding: .5rem 0; background: #100b0a; overflow: auto; font: 14px/1.5 ui-monospace, monospace; }
    .line { display: block; padding: 0 .5rem; }
    .wrong { background: #4a1d14; }
    .number { color: #b8a69e; }
    .mark { display: block; padding: 0 .5rem; color: #ff8a6b; }
    @media print { section { display: none; } }
  `;

  const NOTES = `
    :host > details, details { font: 16px/1.5 system-ui, sans-serif; }
    :host { position: fixed; inset: auto 0 0 0; z-index: 2147483646; pointer-events: none; }
    details { pointer-events: auto; color: #f6efe9; background: #1d1a13; }
    details:not(.others) { border-top: 3px solid #c98a1b; width: fit-content; max-width: 100%; margin-left: auto;
      border-radius: 8px 0 0 0; max-height: 60vh; overflow: auto; box-shadow: 0 -4px 18px rgb(0 0 0 / .3); }
    details[open]:not(.others) { width: auto; border-radius: 0; }
    summary { cursor: pointer; padding: .35rem .9rem; font-weight: 600; }
    details:not(.others) > summary { position: sticky; top: 0; background: inherit; }
    summary.own::after { content: ""; display: inline-block; width: .55em; height: .55em; margin-left: .5em;
      border-radius: 50%; background: #f2b134; }
    summary:focus-visible { outline: 3px solid #ffd27a; outline-offset: -3px; }
    .others { margin-top: .6rem; border-top: 1px solid #4a4335; }
    .others > summary { padding-left: 0; }
    .place { color: #ffd27a; }
    .wrong { background: #46350f; }
    .mark { color: #f2b134; }
    @media print { details { display: none; } }
  `;

  const BANNER = `
    #_warta-banner { position: relative; z-index: 9; margin: 0; padding: .6rem 1rem; background: #7a2e00; color: #fff;
      font: 600 1rem/1.4 system-ui, sans-serif; text-align: center; white-space: pre-line; }
  `;

  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet(BANNER)];
  addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => {
    if (line) line.close();
    line = null;
  });
  addEventListener("pageshow", listen);
  listen();
})();
