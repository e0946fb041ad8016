"""Running text out of a tree, with a map back to the source.

In: `Node` trees, word counts. Out: text with offsets, dictionaries. Pure; imports `markdown`.
"""
