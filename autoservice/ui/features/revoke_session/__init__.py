"""The feature to revoke a session of the viewer."""

from autoservice.ui.features.revoke_session.button import revoke_session_button, session_revoked
from autoservice.ui.features.revoke_session.state import RevokeSessionState

__all__ = ["RevokeSessionState", "revoke_session_button", "session_revoked"]
