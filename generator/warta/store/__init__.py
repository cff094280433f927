"""What is kept between builds in ``.warta-cache/``, and in the memory of a process.

Parse results, how inputs and outputs looked, the digest of the program. Any doubt is a miss. Imports content,
config, theme and filesystem.
"""
