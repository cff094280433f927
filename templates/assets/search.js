// The search page. Pagefind answers from an index of static files; this shows the form and its results.
// What is searched for stands in the address, so that results can be linked to and "back" leads to them.

const PAGE = 10;
const box = document.getElementById("_search");
const form = box.querySelector("form");
const status = document.getElementById("_status");
const list = document.getElementById("_results");
const more = document.getElementById("_more");
const selects = [...form.querySelectorAll(".search-filters select")];
const texts = box.dataset;

let engine; // a promise: one can type before it is there. Most of what it takes is fetched when it is wanted
let results = [].values();
let matches = () => true; // whether one of them is to be shown
let left = 0; // how many of the results are not shown
let shown = 0;
let latest = 0;
let answered = "";

const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

const ready = () => (engine ??= load().catch((problem) => {
  engine = undefined; // the next try loads it anew
  throw problem;
}));

// The index has parts by period, each in a folder of its own. The oldest has the program with it.
async function load() {
  const { parts, filters } = await (await fetch(`${texts.index}index.json`, { cache: "no-cache" })).json();
  const oldest = parts.at(-1);
  const pagefind = await import(`${texts.index}${oldest}/pagefind.js`);
  // A word of the title is worth ten of the text, a name of what the story is about three; addresses are worth none.
  const metaWeights = { title: 10, names: 3, url: 0, date: 0, agency: 0, picture: 0 };
  const options = (part) => ({ baseUrl: texts.base, excerptLength: 30, mergeFilter: { part }, ranking: { metaWeights } });
  await pagefind.options(options(oldest));
  await pagefind.init();
  await Promise.all(parts.slice(0, -1).map((part) => pagefind.mergeIndex(`${texts.index}${part}/`, options(part))));
  for (const select of selects) {
    const values = Object.entries(filters[select.name] ?? {});
    values.sort(([one], [other]) => one.localeCompare(other, document.documentElement.lang));
    if (select.name === "year") values.reverse();
    for (const [value, count] of values) {
      const option = new Option(`${value} (${count})`, value);
      option.dataset.count = count;
      select.add(option);
    }
    select.closest("p").hidden = values.length < 2;
  }
  return { pagefind, parts };
}

// Which results have all the words: a part that lacks one looks for the others alone. A word that nothing has is none.
async function withAll({ pagefind, parts }, words, filters) {
  const each = words.match(/[^\s"]*[\p{L}\p{N}][^\s"]*/gu) ?? [];
  if (parts.length < 2 || each.length < 2) return () => true;
  const answers = await Promise.all(each.map((word) => pagefind.search(word, { filters })));
  const known = answers.filter((answer) => answer.unfilteredResultCount);
  const sets = known.map((answer) => new Set(answer.results.map((result) => result.id)));
  return ({ id }) => sets.every((set) => set.has(id));
}

// The numbers behind the filters' values: of the stories that would be found with each. Of one that is chosen already
// they are asked for without it. Where parts have found stories that lack a word, nobody knows, and there are none.
async function count({ pagefind }, { words, filters }, exact) {
  const asked = words || Object.keys(filters).length;
  if (asked && exact) await pagefind.filters(); // an answer counts those alone that are there
  const answers = asked && exact ? await Promise.all(selects.map(({ name }) => {
    const { [name]: _, ...others } = filters;
    return pagefind.search(words || null, { filters: others });
  })) : [];
  return () => selects.forEach((select, number) => {
    for (const option of select.options) {
      if (!option.value) continue;
      const known = asked ? answers[number]?.filters[select.name]?.[option.value] ?? (exact ? 0 : null) : option.dataset.count;
      option.text = known === null ? option.value : `${option.value} (${known})`;
      option.hidden = known === 0 && !option.selected;
    }
  });
}

// All results by date. Pagefind sorts within a part alone, so the parts are asked one by one.
async function* byDate({ pagefind, parts }, { words, filters }, date) {
  for (const part of date === "asc" ? [...parts].reverse() : parts) {
    const answer = await pagefind.search(words || null, { filters: { ...filters, part }, sort: { date } });
    yield* answer.results;
  }
}

// An excerpt holds marks around what was found and is otherwise text: nothing else of it is taken over.
function excerptOf(markup) {
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const excerpt = document.createElement("p");
  for (const node of parsed.body.childNodes) {
    if (node.nodeName === "MARK") {
      excerpt.append(Object.assign(document.createElement("mark"), { textContent: node.textContent }));
    } else {
      excerpt.append(node.textContent);
    }
  }
  if (!/[.!?]["”’)]*$/.test(excerpt.textContent)) excerpt.append("\u00a0…"); // cut off in the middle
  return excerpt;
}

function entry({ meta, filters, excerpt }) {
  const item = document.createElement("li");
  const kind = document.createElement("p");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  const date = document.createElement("p");
  [kind.textContent] = filters.kind;
  kind.className = kind.textContent === texts.advertorial ? "label label-advertorial" : "label";
  link.href = meta.url;
  link.textContent = meta.title;
  heading.append(link);
  date.className = "meta";
  date.textContent = meta.date;
  date.hidden = !meta.date && !meta.agency; // a standing page may have neither
  if (meta.agency) date.append(Object.assign(document.createElement("span"), { className: "by", textContent: meta.agency }));
  const words = document.createElement("div");
  words.append(kind, heading, date, excerptOf(excerpt));
  item.append(words);
  if (meta.picture) {
    item.className = "pictured";
    item.append(Object.assign(new Image(), { alt: "", loading: "lazy", width: 120, height: 80, src: meta.picture }));
  }
  return item;
}

async function showMore(focus) {
  const turn = latest;
  more.disabled = true;
  const next = [];
  const wanted = Math.min(PAGE, left);
  while (next.length < wanted) {
    const { done, value } = await results.next();
    if (done) break;
    if (matches(value)) next.push(value.data());
  }
  const items = (await Promise.all(next)).map(entry);
  if (turn !== latest) return;
  if (!shown) list.replaceChildren(); // what was found before stays until there is something better
  list.append(...items);
  shown += items.length;
  left -= items.length;
  more.hidden = !left;
  more.disabled = false;
  if (focus) items[0]?.querySelector("a").focus();
}

function asked() {
  const values = new FormData(form);
  const filters = {};
  for (const { name } of selects) {
    if (values.get(name)) filters[name] = values.get(name);
  }
  return { words: values.get("q").trim(), filters, sort: values.get("sort") };
}

function found(count) {
  if (count < 2) return count ? texts.one : texts.none;
  return texts.many.replace("2", count.toLocaleString(document.documentElement.lang));
}

function remember({ words, filters, sort }) {
  const query = new URLSearchParams(filters);
  if (words) query.set("q", words);
  if (sort) query.set("sort", sort);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

async function search() {
  const wanted = asked();
  const question = JSON.stringify(wanted);
  if (question === answered) return; // Enter after typing: the answer is there, or on its way
  answered = question;
  const turn = ++latest;
  await wait(150);
  if (turn !== latest) return;
  remember(wanted);
  more.hidden = true;
  left = 0;
  shown = 0;
  if (!wanted.words && !Object.keys(wanted.filters).length) {
    status.textContent = texts.start;
    list.replaceChildren();
    if (engine) (await count(await engine, wanted, true))();
    return;
  }
  status.textContent = texts.loading;
  const index = await ready();
  const [answer, all] = await Promise.all([
    index.pagefind.search(wanted.words || null, { filters: wanted.filters }),
    withAll(index, wanted.words, wanted.filters),
  ]);
  if (turn !== latest) return;
  matches = all;
  const date = wanted.sort || (wanted.words ? "" : "desc"); // without words none is better than another
  results = date ? byDate(index, wanted, date) : answer.results.values();
  left = answer.results.filter(matches).length;
  const exact = left === answer.results.length;
  status.textContent = found(left);
  await showMore(false);
  const show = await count(index, wanted, exact);
  if (turn === latest) show();
}

async function start() {
  if (!texts.index) {
    status.textContent = texts.none;
    return;
  }
  const query = new URLSearchParams(location.search);
  form.elements.q.value ||= query.get("q") ?? "";
  status.textContent = query.size ? texts.loading : texts.start;
  const run = () => search().catch(failed);
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  form.addEventListener("input", run);
  form.addEventListener("focusin", () => ready().catch(failed), { once: true });
  more.addEventListener("click", () => showMore(true).catch(failed));
  if (!query.size) return;
  await ready();
  for (const select of [...selects, form.elements.sort]) {
    const value = query.get(select.name) ?? "";
    if ([...select.options].some((option) => option.value === value)) select.value = value;
    if (select.value) form.querySelector("details").open = true;
  }
  await search();
}

function failed(problem) {
  answered = "";
  engine = undefined;
  console.error(problem);
  status.textContent = texts.failed;
}

start().catch(failed);
