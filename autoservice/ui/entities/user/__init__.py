"""An account, its sessions and its invitations."""
