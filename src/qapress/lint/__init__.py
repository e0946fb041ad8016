"""Rules applied to documents, suppression, and fixes that never harm.

In: documents, rules, settings. Out: findings with their rules, fixed sources. Imports `source`, `markdown`,
`model`, `facts` and `settings`; it is given the rules, it does not know them.
"""
