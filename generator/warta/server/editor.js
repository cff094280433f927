// Starts the web editor in the language of messages, and shows after a save what there is to see to in the story.
(() => {
  "use strict";
  const script = document.createElement("script");
  script.src = document.currentScript.dataset.editor;
  window.CMS_MANUAL_INIT = true;
  const texts = fetch("/admin/texts.json").then((answer) => answer.json());
  script.onload = () => texts.then(start);
  document.body.append(script);

  let newest = 0;
  const events = new EventSource("/_warta/events?path=/");
  events.onmessage = (event) => (newest = JSON.parse(event.data).number);

  function start(said) {
    const cms = window.CMS;
    cms.registerLocale(said.language, merged(cms.getLocale(said.language) || {}, said.editor));
    let before = 0;
    cms.registerEventListener({ name: "preSave", handler: () => void (before = newest) });
    cms.registerEventListener({ name: "postSave", handler: ({ entry }) => saved(said, entry, before) });
    cms.init();
    document.documentElement.append(limits(said.about, said.language));
  }

  // What cannot be done here, and what to do instead.
  function limits(about, language) {
    const host = element("warta-limits");
    host.lang = language;
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(LIMITS)];
    const box = element("details");
    const list = element("ul");
    for (const text of about.limits) list.append(withCode(element("li"), text));
    box.append(element("summary", about.title), list);
    root.append(box);
    return host;
  }

  // `text` in backticks as code.
  function withCode(parent, text) {
    text.split("`").forEach((piece, number) => parent.append(number % 2 ? element("code", piece) : piece));
    return parent;
  }

  // Put in by script, like everything here: the page's policy allows no script within it.
  function sheet(text) {
    const made = new CSSStyleSheet();
    made.replaceSync(text);
    return made;
  }

  function merged(texts, own) {
    const both = { ...texts };
    for (const [name, text] of Object.entries(own)) {
      both[name] = typeof text === "string" ? text : merged(both[name] || {}, text);
    }
    return both;
  }

  let line = null;

  // `before`: the last build that did not have the save yet.
  function saved(said, entry, before) {
    const story = (entry.get("path") || "").replace(/(\.[A-Za-z-]+)?\.md$/, "");
    if (!story) return;
    show(said, said.form_checking, []);
    if (line) line.close();
    line = new EventSource("/_warta/events?path=/&story=" + encodeURIComponent(story));
    const patience = setTimeout(() => (before = -1), 8000);
    line.onmessage = (event) => {
      const state = JSON.parse(event.data);
      if (state.number <= before || !(state.problems.length || state.reviewed === state.number)) return;
      clearTimeout(patience);
      const title = state.problems.length
        ? state.texts.errors
        : state.own.length
          ? state.texts.found
          : said.form_checked;
      show(said, title, state.problems.length ? state.problems : state.own, state.problems.length > 0);
    };
  }

  function element(tag, text, kind) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  let panel = null;

  function show(said, title, findings, failed) {
    if (panel) panel.remove();
    panel = element("warta-saved");
    panel.lang = said.language;
    const root = panel.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(STYLE)];
    const box = element("section", "", failed ? "failed" : findings.length ? "found" : "");
    box.setAttribute("role", "status");
    const head = element("header");
    const close = element("button", said.form_close);
    close.type = "button";
    close.onclick = () => panel.remove();
    head.append(element("h2", title), close);
    box.append(head);
    for (const finding of findings) {
      const item = element("article");
      item.append(element("p", finding.place, "place"), withCode(element("h3"), finding.what));
      item.append(withCode(element("p"), said.why + ": " + finding.why));
      // What can be done in the form is said as the form has it, and not as files have it.
      const fix = said.fixes[finding.rule] || finding.fix;
      item.append(withCode(element("p"), said.fix + ": " + fix));
      box.append(item);
    }
    root.append(box);
    document.documentElement.append(panel);
  }

  const LIMITS = `
    :host { all: initial; }
    details { position: fixed; inset: auto auto 0 1rem; z-index: 2147483646; max-width: min(34rem, calc(100vw - 2rem));
      background: #fff; color: #1d1a13; border: 1px solid #b9c0cc; border-bottom: 0; border-radius: 6px 6px 0 0;
      font: 14px/1.5 system-ui, sans-serif; box-shadow: 0 -2px 12px rgb(0 0 0 / .15); }
    summary { cursor: pointer; padding: .4rem .9rem; font-weight: 600; }
    summary:focus-visible { outline: 3px solid #3a69c7; outline-offset: -3px; }
    ul { margin: 0; padding: 0 1.2rem .8rem 2rem; max-height: 60vh; overflow: auto; }
    li { margin: .35rem 0; }
    code { font: 13px/1.4 ui-monospace, monospace; background: #eef0f4; padding: 0 .2em; }
  `;

  const STYLE = `
    :host { all: initial; }
    section { position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483647; width: min(30rem, calc(100vw - 2rem));
      max-height: 60vh; overflow: auto; box-sizing: border-box; background: #fff; color: #1d1a13; padding: .7rem 1rem;
      border-left: 6px solid #2c7a4b; box-shadow: 0 4px 24px rgb(0 0 0 / .3); font: 15px/1.5 system-ui, sans-serif;
      overflow-wrap: anywhere; }
    .found { border-color: #c98a1b; }
    .failed { border-color: #c0341d; }
    header { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; }
    h2 { font-size: 1rem; margin: 0; }
    h3 { font-size: 1rem; margin: .1rem 0; }
    p { margin: .2rem 0; }
    article { border-top: 1px solid #ddd; margin-top: .6rem; padding-top: .4rem; }
    .place { font: 13px/1.5 ui-monospace, monospace; color: #5b5344; }
    code { font: 13px/1.4 ui-monospace, monospace; background: #eef0f4; padding: 0 .2em; }
    button { font: inherit; cursor: pointer; }
  `;
})();
