"""Auth & Identity: accounts, passwords, sessions, roles."""
