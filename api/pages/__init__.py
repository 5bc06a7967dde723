"""View models of the pages: everything a template shows, as plain values. Pure; knows no request and no database."""
