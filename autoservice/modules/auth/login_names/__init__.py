"""What one signs in with: e-mail addresses and phone numbers."""
