"""Recovery codes, shown once."""

from autoservice.ui.widgets.recovery_codes.panel import beside_recovery_codes, recovery_codes_panel

__all__ = ["beside_recovery_codes", "recovery_codes_panel"]
