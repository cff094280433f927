// Rules for the pages that Warta writes: everything that html-validate recommends, but for what is said here.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // HTML takes both; lower case is what the rest of the markup is written in.
    "doctype-style": ["error", { style: "lowercase" }],
    // Ids of the theme begin with "_", so that they never meet those that are made from an author's headings.
    "valid-id": ["error", { relaxed: true }],
    // Scripts alone: a style sheet that a proxy has rewritten is better than none.
    "require-sri": ["error", { target: "all", include: [".js"] }],
    // Headlines are the newsroom's; how much of one a search engine shows is its own matter.
    "long-title": "off",
  },
};
