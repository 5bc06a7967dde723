"""Reads parts with aliases, offers and stock from files as sellers and hospitals have them: CSV, XLSX or JSON lines.

`readers` stream rows, `mapping` guesses what each column means, `drafts` turns a row into what shall be or says what is
wrong with it (both PURE), `resolve` finds makers, categories and sellers by name, `write` writes a batch, `run` is the whole.
"""
