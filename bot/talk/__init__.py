"""The Talk service layer: search, purchases and their states, who may do what.

One flow reads top to bottom in one module. What must be scheduled or told is handed in; nothing here knows of Slack.
"""
