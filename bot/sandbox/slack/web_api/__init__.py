"""The Web API: methods, their arguments, scopes and error codes. https://docs.slack.dev/reference/methods."""
