"""Between a built site and its readers: the record of what is public, due moments, web servers.

What comes from the network or from a folder that is not the site's is checked here before anything else sees
it. Imports build and site. Only commands import it.
"""
