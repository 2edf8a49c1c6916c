"""Building the pages: Reflex compiles, Node bundles; what is ours before, within and after it."""
