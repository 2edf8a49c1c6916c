"""What the catalog of a new shop starts with. Editable defaults, not rules."""
