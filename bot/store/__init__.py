"""redis and nothing else: pending searches, requests, copies of cards, the member directory, the audit trail.

Never decides anything about people or money; what two clicks can race for is decided inside redis, in `lua/`.
"""
