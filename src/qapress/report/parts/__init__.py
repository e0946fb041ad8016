"""What several output formats share: places, excerpts, closing lines, differences.

In: diagnostics and sources. Out: text and plain values. Imports `source`.
"""
