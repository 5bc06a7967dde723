"""Write operations of the catalogue, set by set. They change a row only when something differs, and never commit.

`parts` writes parts and their aliases, `offers` offers, tiers and stock (through the ledger), `names` makers, categories
and sellers. Change events need no care here: the database's triggers catch every write (see `catalog.outbox`).
"""
