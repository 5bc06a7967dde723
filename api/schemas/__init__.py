"""The JSON contract: from values to plain dictionaries, and the parsing of parameters. Pure."""
