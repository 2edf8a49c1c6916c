"""All knowledge of Reflex's insides: sockets, gate, hydration, live pages, paging, scripts."""
