"""Where what a bundle holds lies, and where links lead: what every format needs, resolved or not.

Imports `markdown` and `model`, and nothing of the resolver.
"""
