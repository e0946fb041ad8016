"""Grammar engines and everything they read or write.

In: documents and settings. Out: problems of kind `grammar`. Imports `source`, `markdown`,
`model`, `prose` and `settings`.
"""
