"""`talkbot doctor`: looks at everything that a bot needs, and says what is wrong and what to do about it.

One module a subject. A check is a small function that returns findings and changes nothing, neither at Slack nor at
Zendesk; in redis it writes one key that is gone a second later.
"""
