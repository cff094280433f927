"""``warta serve``: the site while it is being written.

Two processes. One builds, as every other command does, and keeps what it has read for the next build. The
other watches the files, answers the browser and tells it what has changed; it is never held up by a build.
What answers a request or belongs to a preview alone lives here. Imports build, authoring, checks and what
lies below them; only its command imports it.
"""
