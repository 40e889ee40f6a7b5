"""What people see: views and cards, from the values of `bot.model` to Block Kit, and the board that posts cards.

Everything but the board is pure. Nothing here decides; what cannot be done is handed in with its reason.
"""
