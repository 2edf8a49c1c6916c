"""One verb each: a file, or a folder where it has a State."""
