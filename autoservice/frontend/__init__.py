"""The build of the pages: Reflex compiles, Node bundles, and our steps before, within and after it."""
