"""What Slack calls: listeners, and the grammar of /talk."""
