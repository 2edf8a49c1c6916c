"""View models and components of the shop's entities, without services."""
