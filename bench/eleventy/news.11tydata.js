// Copied into each language's folder of stories.
import site from "../../../site.js";

export default {
  layout: "story.11ty.js",
  language: import.meta.dirname.split("/").at(-2),
  permalink: (data) => `${site.storyUrl(data.language, data.page.date, data.page.fileSlug)}index.html`,
};
