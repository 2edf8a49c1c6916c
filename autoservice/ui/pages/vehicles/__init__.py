"""The pages of a client's cars and of one car."""

from autoservice.ui.pages.vehicles import car_page, cars_page

__all__ = ["car_page", "cars_page"]
