"""Bytes to text and back, losing nothing.

In: paths and bytes. Out: `Source` values, and files written atomically. Imports nothing of qapress but
`diagnostic` and `errors`.
"""
