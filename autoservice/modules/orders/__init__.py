"""Orders & Workflow: repair orders, their stages, and who works on them."""
