"""Pure values of the trade: part numbers, money, measures, GS1 strings. No I/O, no settings."""
