"""What notifications say."""
