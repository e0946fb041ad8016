"""What checks over the collection need of one file, small enough to keep and to cache.

In: a `Document`. Out: `Facts` of it, and `Collection` of all. Imports `source`, `markdown`, `model`,
`mojibake` and `prose`.
"""
