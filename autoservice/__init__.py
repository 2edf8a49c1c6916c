"""autoservice: self-hosted software for a car-repair shop."""
