"""The readers' search: runs Pagefind over what ``pages.search`` has planned. Imports pages."""
