"""YAML as positioned texts, errors in plain words, and texts written as YAML.

The library reads; this room keeps the places and explains mistakes. Imports diagnostics.
"""
