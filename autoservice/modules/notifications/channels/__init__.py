"""How notifications reach people."""
