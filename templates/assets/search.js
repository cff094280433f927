// The search page. Pagefind answers from an index of static files; this shows the form and its results.
// What is searched for stands in the address, so that results can be linked to and "back" leads to them.

const PAGE = 10;
const MOST = 12; // words of a question that are looked for
const TITLE = 1; // what the same word is worth in a title, besides
const FEW = 3; // answers that are too few
const NEAR = 1; // what it is worth that all words stand together
const AGAIN = [0, 500, 2000]; // milliseconds before each further try
const FILTER = "is"; // the one filter of the index, whose values are "agency:…", "year:…"
const box = document.getElementById("_search");
const form = box.querySelector("form");
const status = document.getElementById("_status");
const list = document.getElementById("_results");
const more = document.getElementById("_more");
const selects = [...form.querySelectorAll(".search-filters select")];
const texts = box.dataset;

let engine; // a promise: one can type before it is there. Most of what it takes is fetched when it is wanted
let results = [].values();
let left = 0; // how many of the results are not shown
let shown = 0;
let latest = 0;
let answered = "";

const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

const ready = () => (engine ??= load().catch((problem) => {
  engine = undefined; // the next try loads it anew
  throw problem;
}));

function forget() {
  engine?.then(({ pagefind }) => pagefind.destroy()).catch(() => {});
  engine = undefined;
}

// Where the site has been published since, files of the index that was loaded are gone: it is loaded anew.
async function patiently(ask) {
  for (const pause of AGAIN) {
    try {
      return await ask();
    } catch {
      forget();
      await wait(pause);
    }
  }
  return ask();
}

// The index has parts by period, each in a folder of its own. The oldest has the program with it.
async function load() {
  const { parts, filters, same } = await (await fetch(`${texts.index}index.json`, { cache: "no-cache" })).json();
  const oldest = parts.at(-1);
  const { createInstance } = await import(`${texts.index}${oldest}/pagefind.js`);
  // A word of the title is worth ten of the text, a name of what the story is about three; addresses are worth none.
  const metaWeights = { title: 10, names: 3, url: 0, date: 0, agency: 0, picture: 0 };
  const options = (part) => ({ baseUrl: texts.base, excerptLength: 30, mergeFilter: { part }, ranking: { metaWeights } });
  const pagefind = createInstance(options(oldest)); // its own: one that is kept would go on with an index that is gone
  await pagefind.init();
  await Promise.all(parts.slice(0, -1).map((part) => pagefind.mergeIndex(`${texts.index}${part}/`, options(part))));
  for (const select of selects) {
    const chosen = select.value;
    for (const option of [...select.options]) if (option.value) option.remove(); // those of an earlier index
    const values = Object.entries(filters[select.name] ?? {});
    values.sort(([one], [other]) => one.localeCompare(other, document.documentElement.lang));
    if (select.name === "year") values.reverse();
    for (const [value, count] of values) {
      const option = new Option(`${value} (${count})`, value);
      option.dataset.count = count;
      option.selected = value === chosen;
      select.add(option);
    }
    select.closest("p").hidden = values.length < 2;
  }
  const stories = Object.values(filters.kind ?? {}).reduce((sum, number) => sum + number, 0);
  return { pagefind, parts, same, stories };
}

// What a question means: the stories with most of its words, the best first. Words count the more the fewer stories have
// them, those of a title twice, and words that stand together more than others. A word that no story has is taken for the
// one most like it, else left out. Result of each story, in order; `all`: they have every word; `instead`: what was taken.
async function understood(index, words, filters) {
  const each = wordsOf(words).slice(0, MOST);
  const found = await Promise.all(each.map((word) => having(index, word, filters)));
  const known = found.filter(({ stories }) => stories);
  const judged = new Map();
  known.forEach(({ stories }, number) => judge(index, stories, number, judged));
  const stories = [...judged.values()];
  const most = Math.max(0, ...stories.map(({ had }) => had));
  let least = most;
  // Where few have all of many words, those that lack one come behind.
  if (most > 2 && stories.filter(({ had }) => had === most).length < FEW) least -= 1;
  const best = stories.filter(({ had }) => had >= least);
  for (const story of best) story.points += NEAR * nearness(story.places);
  best.sort((one, other) => other.had - one.had || other.points - one.points);
  const instead = each.map((word, number) => found[number].instead || word).join(" ");
  return {
    results: best.map(({ result }) => result),
    all: most === each.length,
    instead: found.some((one) => one.instead) ? instead : "",
  };
}

// What the form asks for, as Pagefind takes it: a story has to have all of these.
function only(filters) {
  const values = Object.entries(filters).map(([name, value]) => `${name}:${value}`);
  return values.length ? { [FILTER]: values } : {};
}

const wordsOf = (text) => [...new Set(text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}./'’-]*/gu) ?? [])];

const bare = (word) => word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");

// The stories with a word, or with what else is written for it. Of a word that hardly any has it is looked up whether the
// stories have it at all; else those with the word that is most like it are added. (Pagefind gives stories with the start
// of a word, too, for "webiner" those with "web".)
async function having(index, word, filters) {
  const forms = [word, index.same[bare(word)]].filter(Boolean);
  const answers = await Promise.all(forms.map((form) => index.pagefind.search(form, { filters: only(filters) })));
  const stories = answers.flatMap((answer) => answer.results);
  const all = answers.reduce((sum, answer) => sum + answer.unfilteredResultCount, 0);
  const instead = all < FEW ? await nearest(index, word) : "";
  if (instead) stories.push(...(await index.pagefind.search(instead, { filters: only(filters) })).results);
  return all || instead ? { stories, instead } : {};
}

function judge(index, stories, number, judged) {
  const titled = stories.filter(inTitle);
  const [rare, rarer] = [stories, titled].map((some) => Math.log(1 + index.stories / Math.max(1, some.length)));
  const top = Math.max(...stories.map(({ score }) => score), Number.MIN_VALUE);
  for (const result of stories) {
    const story = judged.get(result.id) ?? { result, points: 0, had: 0, places: [], last: -1 };
    const points = rare * (result.score / top) + (inTitle(result) ? TITLE * rarer : 0);
    if (story.last === number) { // in another form
      story.points += Math.max(0, points - story.lastPoints);
    } else {
      Object.assign(story, { had: story.had + 1, last: number, lastPoints: points, points: story.points + points });
    }
    story.places.push(...result.words.map((place) => [place, number]));
    judged.set(result.id, story);
  }
}

const inTitle = (result) => result.matchedMetaFields?.includes("title");

// How close to each other the words stand where they are closest: 1 side by side, towards 0 far apart.
function nearness(places) {
  const wanted = new Set(places.map(([, number]) => number)).size;
  if (wanted < 2) return 0;
  places.sort(([one], [other]) => one - other);
  const counts = new Map();
  let shortest = Infinity;
  for (let end = 0, start = 0; end < places.length; end += 1) {
    counts.set(places[end][1], (counts.get(places[end][1]) ?? 0) + 1);
    for (; counts.size === wanted; start += 1) {
      shortest = Math.min(shortest, places[end][0] - places[start][0] + 1);
      const left = counts.get(places[start][1]) - 1;
      if (left) counts.set(places[start][1], left);
      else counts.delete(places[start][1]);
    }
  }
  return wanted / Math.max(wanted, shortest);
}

// The word of the stories that is most like one that they have not: a letter or, in long words, two are others. Short
// words are like too many.
async function nearest(index, word) {
  const asked = bare(word);
  const most = asked.length < 4 || /\P{L}/u.test(asked) ? 0 : asked.length < 8 ? 1 : 2;
  if (!most) return "";
  let best = "", least = most + 1;
  for (const known of await (index.vocabulary ??= vocabulary(index))) {
    if (known.startsWith(asked)) return "";
    if (Math.abs(known.length - asked.length) <= most) {
      // Nobody mistakes the first letter as easily as the others.
      const distance = slips(asked, known, least) + (known[0] === asked[0] ? 0 : 0.5);
      if (distance < least) [best, least] = [known, distance];
    }
  }
  return best;
}

async function vocabulary({ parts }) {
  const files = await Promise.all(parts.map(async (part) => {
    const answer = await fetch(`${texts.index}${part}/words.txt`, { cache: "no-cache" });
    return answer.ok ? answer.text() : "";
  }));
  return new Set(files.flatMap((text) => text.split("\n")).filter(Boolean));
}

// How many letters are missing, too many, other ones or have changed places; `enough` when it is no less than that.
function slips(one, other, enough) {
  let before = [], row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) >= enough) return enough;
    [before, row] = [row, next];
  }
  return row.at(-1);
}

// The numbers behind the filters' values: of the stories that would be found with each. Of one that is chosen already
// they are asked for without it. Where parts have found stories that lack a word, nobody knows, and there are none.
async function count({ pagefind }, { words, filters }, exact) {
  const asked = words || Object.keys(filters).length;
  if (asked && exact) await pagefind.filters(); // an answer counts those alone that are there
  const answers = asked && exact ? await Promise.all(selects.map(({ name }) => {
    const { [name]: _, ...others } = filters;
    return pagefind.search(words || null, { filters: only(others) });
  })) : [];
  return () => selects.forEach((select, number) => {
    for (const option of select.options) {
      if (!option.value) continue;
      const known = asked ? answers[number]?.filters[FILTER]?.[`${select.name}:${option.value}`] ?? (exact ? 0 : null) : option.dataset.count;
      option.text = known === null ? option.value : `${option.value} (${known})`;
      option.hidden = known === 0 && !option.selected;
    }
  });
}

// All of them by date, as Pagefind has marked what was found. It sorts within a part alone, so the parts are asked one by one.
async function* byDate({ pagefind, parts }, found, filters, date) {
  const marked = new Map(found.map((result) => [result.id, result]));
  for (const part of date === "asc" ? [...parts].reverse() : parts) {
    const answer = await pagefind.search(null, { filters: { ...only(filters), part }, sort: { date } });
    yield* answer.results.map(({ id }) => marked.get(id)).filter(Boolean);
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
  kind.textContent = filters[FILTER].find((value) => value.startsWith("kind:")).slice("kind:".length);
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
    next.push(value.data());
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

// What the reader is told of an answer to something else than the question.
function note(meant) {
  if (meant?.instead) return texts.instead.replace("2", () => meant.instead);
  return meant && !meant.all ? texts.some : "";
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
  if (!wanted.words && !Object.keys(wanted.filters).length) {
    status.textContent = texts.start;
    list.replaceChildren();
    if (engine) (await count(await engine, wanted, true))();
    return;
  }
  await patiently(() => answer(wanted, turn));
}

async function answer(wanted, turn) {
  if (turn !== latest) return;
  status.textContent = texts.loading;
  shown = 0;
  const index = await ready();
  const isPlain = wanted.words && !wanted.words.includes('"'); // a phrase in quotation marks is Pagefind's
  const [all, meant] = await Promise.all([
    index.pagefind.search(wanted.words || null, { filters: only(wanted.filters) }),
    isPlain ? understood(index, wanted.words, wanted.filters) : undefined,
  ]);
  if (turn !== latest) return;
  const marked = new Map(all.results.map((result) => [result.id, result]));
  const chosen = meant?.results.map((result) => marked.get(result.id) ?? result) ?? all.results;
  const date = wanted.sort || (wanted.words ? "" : "desc"); // without words none is better than another
  results = date ? byDate(index, chosen, wanted.filters, date) : chosen.values();
  left = chosen.length;
  const exact = left === all.results.length && !meant?.instead;
  status.textContent = [found(left), left ? note(meant) : ""].filter(Boolean).join(" ");
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
  more.addEventListener("click", () => showMore(true).catch(() => {
    forget();
    answered = "";
    run();
  }));
  if (!query.size) return;
  await patiently(ready);
  for (const select of [...selects, form.elements.sort]) {
    const value = query.get(select.name) ?? "";
    if ([...select.options].some((option) => option.value === value)) select.value = value;
    if (select.value) form.querySelector("details").open = true;
  }
  await search();
}

function failed(problem) {
  answered = "";
  forget();
  console.error(problem);
  status.textContent = texts.failed;
}

start().catch(failed);
