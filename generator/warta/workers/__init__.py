"""Who does a piece of work: this process, several processes, or a Dask cluster.

Knows nothing of what is worked on: functions and batches come in, results come out. Imports filesystem.
"""
