"""One file a slot: each reads its piece of the query out of the words and names that it is given. Pure."""
