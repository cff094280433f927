// The list of documents, filtered by several things at once and by words. Without this script the links do, one by one.

const form = document.getElementById("_filter");
const shown = document.getElementById("_documents");
const status = document.getElementById("_count");
const texts = form.dataset;
const before = [...shown.childNodes];
const said = status.textContent;
const began = state();

let list; // a promise: fetched when somebody filters

function state() {
  return JSON.stringify([...new FormData(form)]);
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const ready = () => (list ??= fetch(texts.list, { cache: "no-cache" }).then((answer) => {
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}).catch((problem) => {
  list = undefined; // the next try fetches it anew
  throw problem;
}));

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function link(text, url) {
  const made = element("a", "", text);
  made.href = new URL(url).pathname; // the site may be looked at somewhere else
  return made;
}

function entry(one) {
  const facts = element("p", "meta", one.facts);
  if (one.agencies.length) facts.append(" ", element("span", "by", one.agencies.join(", ")));
  const where = element("p", "meta", `${texts.attached} `);
  one.attached.forEach(({ title, url }, number) => where.append(number ? ", " : "", link(title, url)));
  return element(
    "li",
    "",
    element("p", "kicker", one.kind),
    element("h3", "", link(one.title, one.url)),
    facts,
    where,
  );
}

function groups(found) {
  const years = Map.groupBy ? Map.groupBy(found, (one) => one.year) : new Map();
  if (!Map.groupBy) found.forEach((one) => years.set(one.year, [...(years.get(one.year) ?? []), one]));
  return [...years].map(([year, some]) => element(
    "section",
    "documents",
    element("h2", "section-title", String(year ?? texts.undated)),
    element("ul", "", ...some.map(entry)),
  ));
}

function matches(one, values) {
  const words = plain(values.get("words")).split(/\s+/).filter(Boolean);
  const title = plain(`${one.title} ${one.format}`);
  return words.every((word) => title.includes(word))
    && (!values.get("kind") || one.kind === values.get("kind"))
    && (!values.get("year") || String(one.year) === values.get("year"))
    && (!values.get("agency") || one.agencies.includes(values.get("agency")));
}

function count(number) {
  if (number < 2) return number ? texts.one : texts.none;
  return texts.many.replace("2", number.toLocaleString(document.documentElement.lang));
}

async function filter() {
  const wanted = state();
  if (wanted === began) {
    shown.replaceChildren(...before);
    status.textContent = said;
    return;
  }
  const all = await ready();
  if (wanted !== state()) return;
  const values = new FormData(form);
  const found = all.filter((one) => matches(one, values));
  shown.replaceChildren(...groups(found));
  status.textContent = count(found.length);
}

function failed(problem) {
  console.error(problem);
  status.textContent = texts.failed;
  document.querySelector(".document-links").classList.add("needed");
}

const run = () => filter().catch(failed);
form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
form.addEventListener("input", run);
form.addEventListener("focusin", () => ready().catch(failed), { once: true });
