"""Errors of a submitted form: each at its field, the others with the whole form, none lost."""

import pytest
from pydantic import ValidationError

from autoservice.modules.auth.errors import LastAdministrator, LoginTaken
from autoservice.modules.orders.new_order import NewOrder
from autoservice.ui.kit.form_state import explain
from tests.support.runtime import Shop

CHECK = "Проверьте, пожалуйста, введённые данные."
CHOOSE = "Выберите хотя бы одну услугу."
REQUIRED = "Заполните это поле."


@pytest.fixture
def wrong_order(shop: Shop) -> ValidationError:
    """Without a service and with an empty make, in a running shop whose language is Russian."""
    with pytest.raises(ValidationError) as wrong:
        NewOrder.model_validate({"plate": "А123ВС77", "make": "", "model": "Vesta"})
    return wrong.value


def test_a_schemas_error_stands_at_the_field_of_its_name(wrong_order: ValidationError):
    assert explain(wrong_order, {"service_ids", "make"}) == {"service_ids": CHOOSE, "make": REQUIRED}


def test_an_error_of_a_field_that_the_form_lacks_is_said_of_the_whole_form(wrong_order: ValidationError):
    assert explain(wrong_order, {"make"}) == {"": CHECK, "make": REQUIRED}
    assert explain(wrong_order) == {"": CHECK}


def test_a_domain_error_stands_at_the_field_that_it_names(shop: Shop):
    taken = LoginTaken().text("ru")
    assert explain(LoginTaken(), {"email", "name"}) == {"email": taken}
    assert explain(LoginTaken(), {"name"}) == {"": taken}


def test_a_domain_error_of_no_field_is_said_of_the_whole_form(shop: Shop):
    assert explain(LastAdministrator(), {"email", ""}) == {"": LastAdministrator().text("ru")}
