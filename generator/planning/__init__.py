"""From the library to the plan: every output file as data, none of it rendered.

Each module plans one kind of pages from the parts that all share. Nothing here
reads a file or a clock, and nothing done for a page grows with the site.
"""
