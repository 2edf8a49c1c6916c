"""How the things of the shop are drawn. Drawing only: no services, no State."""
