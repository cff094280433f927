"""Everything that differs from system to system: stamps, seals, safe files, links, locks, replacing.

New code that opens, writes, renames or locks a file of a site belongs here, so that the other rooms work the
same on Linux, macOS and Windows. Imports diagnostics only.
"""
