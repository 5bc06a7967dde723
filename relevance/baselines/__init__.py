"""Plain systems over the same documents, to measure the product's search against: BM25, vectors alone, SQL full text, numbers alone.

None of them sees the device, the viewer or a rule. They are measuring sticks: nothing in the product searches with them.
"""
