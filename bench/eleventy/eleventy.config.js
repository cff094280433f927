// Template literals throughout: the fastest kind of template that Eleventy has.
import markdownIt from "markdown-it";
import site from "./site.js";

export default function (config) {
  config.setLibrary("md", markdownIt({ html: false, typographer: true }));
  for (const language of site.languages) {
    config.addCollection(`stories_${language}`, (api) =>
      api.getFilteredByGlob(`content/${language}/news/*.md`).sort((a, b) => b.date - a.date)
    );
  }
  config.addCollection("listings", (api) =>
    site.languages.flatMap((language) => [
      ...site.listings(language, api.getFilteredByGlob(`content/${language}/news/*.md`)),
    ])
  );
  return { dir: { input: "content", includes: "../_includes", output: "_site" } };
}
