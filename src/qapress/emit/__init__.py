"""A `Bundle` to the files of a release: one decorated function a format.

In: a `Bundle` whose assets were found and checked. Out: relative paths with bytes, and problems of what
could not be shown. Imports `markdown` and `model`; reads no clock and nothing but package data.
"""
