"""The command line: one small module a command; the only place that prints or exits.

In: arguments. Out: text on the streams and an exit code. Imports `pipeline`, `report` and `settings`.
"""
