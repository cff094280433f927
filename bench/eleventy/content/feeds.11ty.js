import site from "../site.js";

export const data = {
  pagination: { data: "languages", size: 1, alias: "code" },
  languages: site.languages,
  permalink: ({ code }) => `/${code}/feed.xml`,
};
export const render = ({ code, collections }) => site.feed(code, collections[`stories_${code}`]);
