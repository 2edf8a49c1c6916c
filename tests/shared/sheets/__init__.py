"""Reading and writing CSV and XLSX."""
