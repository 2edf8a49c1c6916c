"""Demo data: accounts that everybody may know, a few orders under way, and a month of work before them.

They exist only where the program runs in demo mode; a production start refuses them.
"""

from autoservice.cli.demo.accounts import ACCOUNTS, PASSWORD, Account, find_demo_accounts
from autoservice.cli.demo.shop import seed_demo, seed_shop

__all__ = ["ACCOUNTS", "PASSWORD", "Account", "find_demo_accounts", "seed_demo", "seed_shop"]
