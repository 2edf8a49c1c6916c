"""What guests and search engines read: the home page, a page for each service, and what tells of them."""
