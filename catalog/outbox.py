"""Change capture: the contract between the catalogue and whoever indexes it. No code runs here for a change to be caught.

Database triggers (migrations 0002 and 0010) do it for every writer, the application and psql alike, in the writer's transaction:

* A row of `part` that is inserted or updated draws its `version` from one rising sequence, under the row's lock, and
  leaves `index_outbox(part_id, version)`. A deleted part leaves a row with a version above its last.
* A row of `CHILD_TABLES` that is inserted, updated or deleted touches its part (so the above happens), a relation both
  ends and everything along their supersession chains. Parts are locked in id order, so writers do not deadlock.
* A change to a shown column of `FANOUT_TABLES`, which a hundred thousand parts may share, leaves one `index_fanout` row.
  `unfold_fanout(most)` touches the next parts of the oldest one; the relay calls it until it returns null.

A row says which part and which version, never what changed: the reader loads the current state with
`catalog.bundles.load_bundles`. An absent bundle means that the part was deleted.
"""

# The id, of no part, under which the indexer sends a sign of life through the whole path. Its version is a time: milliseconds
# since 1970. In the index it is a hidden document, so no search finds it.
CANARY_ID = 0

CHILD_TABLES = ("part_alias", "compatibility", "offer", "offer_tier", "part_relation")
FANOUT_TABLES = (
    "manufacturer",
    "manufacturer_alias",
    "category",
    "category_specification",
    "organisation",
    "equipment_model",
    "equipment_model_alias",
    "modality",
    "exchange_rate",
)
