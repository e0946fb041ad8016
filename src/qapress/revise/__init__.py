"""Changes over several files, made all or none: new numbers, an index.

In: documents and facts of the collection. Out: a `Plan`, and its files written under a journal. Imports
`source`, `markdown`, `model`, `facts` and `settings`.
"""
