"""Who does a piece of work: this process, several, or a cluster; results in any order.

Knows nothing of what is worked on. The seam is :class:`concurrent.futures.Executor`.
"""
