"""What every page stands on: the access gate, the viewer, live watching, texts, layout."""
