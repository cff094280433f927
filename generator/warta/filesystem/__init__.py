"""What differs by system: safe files, links, locks, replacing, flushing, stamps, how processes start.

New code that opens, writes, renames or locks a file of a site, or asks which system it runs on, belongs here,
so that the other rooms work the same on Linux, macOS and Windows. Imports no other room.
"""
