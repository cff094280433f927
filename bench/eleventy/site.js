// Addresses, listings and the frame of a page.
import { readFileSync } from "node:fs";

const ORIGIN = "https://kabar.example.go.id";
const TAXONOMIES = ["agencies", "speakers", "regions", "topics"];
const LANGUAGES = ["id", "en"];
const NAMES = { id: "Bahasa Indonesia", en: "English" };
const WORDS = {
  id: { news: "berita", agencies: "instansi", speakers: "narasumber", regions: "wilayah", topics: "topik", page: "halaman" },
  en: { news: "news", agencies: "agencies", speakers: "speakers", regions: "regions", topics: "topics", page: "page" },
};
const PAGE_SIZE = 20;
const frames = Object.fromEntries(
  LANGUAGES.map((language) => [
    language,
    ["header", "footer"].map((part) => readFileSync(`_includes/_${part}.${language}.html`, "utf8")),
  ])
);

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
const slugify = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
const termUrl = (language, taxonomy, name) => `/${language}/${WORDS[language][taxonomy]}/${slugify(name)}/`;
// Dates in the zone of the stories, whatever that of the machine is.
const local = (date) => new Date(date.getTime() + 7 * 3600 * 1000).toISOString();
const iso = (date) => `${local(date).slice(0, 19)}+07:00`;
const day = (date) => local(date).slice(0, 10);
const storyUrl = (language, date, slug) => `/${language}/${WORDS[language].news}/${day(date).slice(0, 4)}/${slug}/`;

const link = (url, text) => `<a href="${url}">${escape(text)}</a>`;
const termLinks = (language, taxonomy, names) =>
  names.map((name) => link(termUrl(language, taxonomy, name), name)).join(" ");

const stories = (items) =>
  `<ul class="list">${items
    .map(
      (item) => `
<li>${link(item.url, item.data.title)} <time datetime="${iso(item.date)}">${day(item.date)}</time><p>${escape(item.data.summary)}</p></li>`
    )
    .join("")}</ul>`;

const frame = (language, title, url, summary, main) => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} | Kabar Negeri</title>
${summary ? `<meta name="description" content="${escape(summary)}">` : ""}
<link rel="canonical" href="${ORIGIN}${url}">
<link rel="stylesheet" href="/css/site.css">
</head>
<body>
${frames[language][0]}
<main id="main">
${main}
</main>
${frames[language][1]}
</body>
</html>
`;

function* pagesOf(language, title, url, items) {
  const count = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
  const address = (number) => (number === 1 ? url : `${url}${WORDS[language].page}/${number}/`);
  for (let number = 1; number <= count; number++) {
    yield {
      language, title, url: address(number), number, count,
      stories: items.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE),
      previous: number > 1 ? address(number - 1) : null,
      next: number < count ? address(number + 1) : null,
    };
  }
}

// Every page of one language that lists stories or terms, as data.
function* listings(language, unsorted) {
  const items = [...unsorted].sort((a, b) => b.date - a.date);
  const root = `/${language}/`;
  yield { language, title: "Kabar Negeri", url: root, stories: items.slice(0, 13) };
  yield* pagesOf(language, WORDS[language].news, `${root}${WORDS[language].news}/`, items);
  for (const taxonomy of TAXONOMIES) {
    const byTerm = new Map();
    for (const item of items) {
      for (const name of item.data[taxonomy]) {
        if (!byTerm.has(name)) byTerm.set(name, []);
        byTerm.get(name).push(item);
      }
    }
    const names = [...byTerm.keys()].sort();
    yield {
      language, title: WORDS[language][taxonomy], url: `${root}${WORDS[language][taxonomy]}/`,
      terms: names.map((name) => [name, termUrl(language, taxonomy, name), byTerm.get(name).length]),
    };
    for (const name of names) yield* pagesOf(language, name, termUrl(language, taxonomy, name), byTerm.get(name));
  }
}

const pager = (page) => `
<nav class="pager">${page.previous ? `<a rel="prev" href="${page.previous}">&larr;</a>` : ""} ${page.number} / ${page.count} ${page.next ? `<a rel="next" href="${page.next}">&rarr;</a>` : ""}</nav>`;

const listing = (page) =>
  frame(
    page.language, page.title, page.url, "",
    `<h1>${escape(page.title)}</h1>
${
  page.terms
    ? `<ul class="terms">${page.terms.map(([name, url, count]) => `\n<li>${link(url, name)} (${count})</li>`).join("")}</ul>`
    : stories(page.stories) + (page.count ? pager(page) : "")
}`
  );

// Where each story stands among those of its language; made once.
const neighbours = new WeakMap();
function around(items, url) {
  if (!neighbours.has(items)) neighbours.set(items, new Map(items.map((item, place) => [item.url, place])));
  const place = neighbours.get(items).get(url);
  return [items[place + 1], items[place - 1]].filter(Boolean);
}

const story = (data) => {
  const language = data.language;
  const other = LANGUAGES.find((code) => code !== language);
  const near = around(data.collections[`stories_${language}`], data.page.url);
  return frame(
    language, data.title, data.page.url, data.summary,
    `<article>
<h1>${escape(data.title)}</h1>
<p class="meta"><time datetime="${iso(data.page.date)}">${day(data.page.date)}</time> ${termLinks(language, "agencies", data.agencies)} ${termLinks(language, "regions", data.regions)}</p>
<p class="speakers">${termLinks(language, "speakers", data.speakers)}</p>
<div class="body">
${data.content}
</div>
<ul class="tags">${data.topics.map((name) => `<li>${link(termUrl(language, "topics", name), name)}</li>`).join("")}</ul>
<p class="lang"><a rel="alternate" hreflang="${other}" href="${storyUrl(other, data.page.date, data.page.fileSlug)}">${NAMES[other]}</a></p>
</article>
<aside><ul>${near.map((item) => `\n<li>${link(item.url, item.data.title)}</li>`).join("")}
</ul></aside>`
  );
};

const feed = (language, items) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<id>${ORIGIN}/${language}/feed.xml</id>
<title>Kabar Negeri</title>
<updated>${iso(items[0].date)}</updated>
<link rel="self" type="application/atom+xml" href="${ORIGIN}/${language}/feed.xml"/>
<author><name>Kabar Negeri</name></author>
${items
  .slice(0, 30)
  .map(
    (item) => `<entry>
<id>${ORIGIN}${item.url}</id>
<title>${escape(item.data.title)}</title>
<link rel="alternate" type="text/html" href="${ORIGIN}${item.url}"/>
<published>${iso(item.date)}</published>
<updated>${iso(item.date)}</updated>
<summary>${escape(item.data.summary)}</summary>
</entry>
`
  )
  .join("")}</feed>
`;

const sitemap = (language, items, pages) => `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${pages
  .filter((page) => page.language === language && (page.number ?? 1) === 1)
  .map((page) => `<url><loc>${ORIGIN}${page.url}</loc></url>\n`)
  .join("")}${items
  .map((item) => `<url><loc>${ORIGIN}${item.url}</loc><lastmod>${iso(item.date)}</lastmod></url>\n`)
  .join("")}</urlset>
`;

export default { languages: LANGUAGES, storyUrl, listings, listing, story, feed, sitemap };
