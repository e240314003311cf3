"""The project's shell: settings, addresses, server entry, accounts."""
