"""When the shop is open: by weekday, and on days that are unlike others."""
