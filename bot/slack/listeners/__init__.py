"""Listeners: parse, authorise, record, acknowledge, hand on. Each module registers its own and holds no state.

What needs no answer any more is handed to `context["after"]`, which starts once the answer is on its way.
"""
