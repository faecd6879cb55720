"""Propose allocations: who could take whom, worked out without a database. `docs/policy/proposal.md` says how."""
