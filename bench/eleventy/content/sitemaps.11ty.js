import site from "../site.js";

export const data = {
  pagination: { data: "languages", size: 1, alias: "code" },
  languages: site.languages,
  permalink: ({ code }) => `/${code}/sitemap.xml`,
};
export const render = ({ code, collections }) =>
  site.sitemap(code, collections[`stories_${code}`], collections.listings);
