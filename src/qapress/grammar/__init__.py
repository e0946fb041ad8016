"""Grammar engines and everything they read or write.

In: documents and settings. Out: problems of kind `grammar`. Imports `markdown`, `prose` and `settings`.
"""
