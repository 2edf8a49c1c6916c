"""Import and export of the catalog: services, repair templates and stock as CSV and XLSX."""
