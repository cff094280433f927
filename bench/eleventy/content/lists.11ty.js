import site from "../site.js";

export const data = {
  pagination: { data: "collections.listings", size: 1, alias: "listing" },
  permalink: ({ listing }) => `${listing.url}index.html`,
};
export const render = ({ listing }) => site.listing(listing);
