"""Journeys: the real bot process, signed HTTP, real redis and both simulators; people click, no code is called."""
