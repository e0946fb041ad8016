"""Running text out of a tree, with a map back to the source; its spelling, and the syntax of English.

In: `Node` trees, word counts. Out: passages with offsets, which words are right, and the places in English
sentences at which rules look. Pure; imports `markdown`.
"""
