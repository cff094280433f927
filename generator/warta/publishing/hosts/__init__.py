"""Complete files for web servers, from a built site: what it sends along, where old addresses lead.

A further server is a module here. Imports config and output.
"""
