"""The output folder: which files are ours, staged, committed all at once, recovered.

Nothing else writes there. Imports filesystem.
"""
