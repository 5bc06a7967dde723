"""The command line: `partwise`. One file per group of commands; `main.py` lists them."""
