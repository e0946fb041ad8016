"""The parts of the PDF that are Typst's: the template, its formulas, and the tree they walk.

In: resolved nodes. Out: JSON-ready data for `book.typ` and `math.typ`. Imports `markdown` and `model`.
"""
