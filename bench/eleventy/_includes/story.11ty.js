import site from "../site.js";

export const render = (data) => site.story(data);
