"""A Markdown tree to questions and answers, and those to plain data.

In: `Source`, `Node` and a layout. Out: `Document` values, JSON-ready data with a map from pointer to span,
problems. Imports `source` and `markdown`.
"""
