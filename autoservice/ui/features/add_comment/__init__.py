"""Writing a comment under a stage."""

from autoservice.ui.features.add_comment.form import add_comment_form

__all__ = ["add_comment_form"]
