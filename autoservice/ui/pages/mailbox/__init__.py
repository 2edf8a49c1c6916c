"""The demo's e-mails, so that a newcomer can finish registering without a mail server."""

from autoservice.ui.pages.mailbox.page import mailbox

__all__ = ["mailbox"]
