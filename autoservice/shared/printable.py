"""Text that others wrote, made fit to stand in a line of ours."""


def one_line(text: str) -> str:
    """``text`` without line breaks and other characters that are not to be seen."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
