"""A caseload as CSV files: people, sentences, requirements, registrations, managers, staff and contacts."""
