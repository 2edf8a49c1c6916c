"""View models and components of the shop's things: no services."""
