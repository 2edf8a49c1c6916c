"""Fields that several schemas of this module share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from autoservice.shared.validation import STORABLE, TIDIED

# What a person types: an e-mail address or a phone number.
Login = Annotated[str, Field(min_length=1, max_length=254, pattern=STORABLE)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=STORABLE), TIDIED]
Email = Annotated[str, Field(min_length=1, max_length=254, pattern=STORABLE)]
# Any password may be tried; which ones may be chosen ``credentials.password_rules`` says.
Password = Annotated[str, Field(min_length=1, max_length=1024)]
Token = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=40)]


class Secretive(BaseModel):
    """Carries a secret: an error says what is wrong with it, not what it is."""

    model_config = ConfigDict(hide_input_in_errors=True)
