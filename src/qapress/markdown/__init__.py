"""Markdown text to a tree with exact positions, and from the tree to HTML and plain text.

In: well-formed text. Out: `Node` trees, canonical and sanitised HTML, plain text. The only package that
imports mistune; of qapress it imports `source`.
"""
