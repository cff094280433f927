"""A build from a site's files to its output folder, as one readable sequence of steps.

Only orchestration: what a step does lives in its own room. Imports everything a build needs.
"""
