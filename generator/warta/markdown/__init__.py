"""Markdown to sanitised HTML: engines, embeds, annotations, limits, and where each character stood.

Whatever reads or changes the text of a story's body belongs here. Pure: texts in, values and findings out.
Imports diagnostics and urls.
"""
