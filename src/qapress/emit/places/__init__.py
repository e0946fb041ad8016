"""Where what a bundle holds lies, where links lead, and what is lost: for every format, printed or not.

Imports `markdown` and `model`, and nothing of the resolver.
"""
