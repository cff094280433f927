"""For the content team and its editors: new files, mended ones, translations to do, forms, schemas."""
