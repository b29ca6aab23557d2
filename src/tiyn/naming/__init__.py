"""Names of Kazakhstan's organisations and people: taken apart, and compared with three outcomes and a reason.

Nothing here merges anything: `decide` says what two names alone allow to say (docs/identity.md).
"""
