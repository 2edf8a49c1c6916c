"""The feature to answer clients' claims to earlier orders."""

from autoservice.ui.features.answer_claim.card import claims_card
from autoservice.ui.features.answer_claim.state import AnswerClaimState

__all__ = ["AnswerClaimState", "claims_card"]
