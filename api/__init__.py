"""The web: JSON API and server-rendered pages. Joins catalogue and search; decides nothing about either."""
