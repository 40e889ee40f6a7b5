"""What must happen though nobody waits: docket tasks. They carry record ids only, never a response_url or a secret."""
