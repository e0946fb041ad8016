"""Grammar engines and everything they read or write.

In: documents and settings. Out: what an engine objects to, as problems of kind `grammar`, and the words that
its speller doubts. Imports `source`, `markdown`, `model`, `facts`, `prose` and `settings`.
"""
