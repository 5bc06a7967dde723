"""The contract between the indexer that writes documents and the search that reads them."""
