"""Rules that the whole house keeps, read from the code and the files themselves."""
