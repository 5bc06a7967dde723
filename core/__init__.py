"""The ground floor: settings, database, engine client, errors, logs, clock and pure values. Knows no product."""
